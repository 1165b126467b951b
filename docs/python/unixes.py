"""Does the division by 256 work on every Unix?"""
import sys


def main():
    for word in sys.argv[1:]:
        status = number(word)
        for name, (_, macros) in UNIXES.items():
            print(f"{name:11}{in_words(macros, status)}")
    if not sys.argv[1:]:
        show("exit(2)                  SIGKILL", 0)
        show("SIGSTOP                  continued", 2)


def show(heading, first):
    print(f"{'':13}{heading}")
    print(f"{'':13}status  // 256   W       status  // 256   W")
    for name, (statuses, macros) in UNIXES.items():
        cells = []
        for status in statuses[first:first + 2]:
            divided = status // 256
            code = macros["WEXITSTATUS"](status)
            cells.append(f"{f'0x{status:04x}':>9}  {divided:>6} {code:>3}")
        print(f"{name:10}{cells[0]}    {cells[1]}")


def in_words(macros, status):
    asked = {name: macro(status) for name, macro in macros.items()}
    if asked["WIFCONTINUED"]:
        return "continued"
    if asked["WIFEXITED"]:
        return f"exited with {asked['WEXITSTATUS']}"
    if asked["WIFSIGNALED"]:
        return f"killed by signal {asked['WTERMSIG']}"
    if asked["WIFSTOPPED"]:
        return f"stopped by signal {asked['WSTOPSIG']}"
    return f"unknown wait status 0x{status & 0xFFFFFFFF:04x}"


def number(word):
    try:
        status = int(word, 16 if word.startswith("0x") else 10)
    except ValueError:
        status = 2**32
    if not -(2**31) <= status < 2**31:
        sys.exit(f"Error: {word!r} is not a number such as 512 or 0x0200")
    return status


LINUX = {
    "WIFEXITED": lambda s: (s & 0x7F) == 0,
    "WEXITSTATUS": lambda s: (s >> 8) & 0xFF,
    "WIFSIGNALED": lambda s: (s & 0x7F) not in (0, 0x7F),
    "WTERMSIG": lambda s: s & 0x7F,
    "WIFSTOPPED": lambda s: (s & 0xFF) == 0x7F,
    "WSTOPSIG": lambda s: (s >> 8) & 0xFF,
    "WIFCONTINUED": lambda s: s == 0xFFFF,
}
# Each of the others, by what differs.
MIPS = LINUX | {
    "WIFSIGNALED": lambda s: (s & 0x7F) not in (0, 0x7F) or s == 0x7F,
    "WIFSTOPPED": lambda s: (s & 0xFF) == 0x7F and s != 0x7F,
}
BSD = LINUX | {
    "WEXITSTATUS": lambda s: s >> 8,
    "WIFSTOPPED": lambda s: (s & 0x7F) == 0x7F,
    "WSTOPSIG": lambda s: s >> 8,
    "WIFCONTINUED": lambda s: s == 0x13,
}
APPLE = BSD | {
    "WEXITSTATUS": LINUX["WEXITSTATUS"],
    "WIFSTOPPED": lambda s: (s & 0x7F) == 0x7F and s >> 8 != 0x13,
    "WIFCONTINUED": lambda s: (s & 0x7F) == 0x7F and s >> 8 == 0x13,
}
NETBSD = LINUX | {"WIFSTOPPED": lambda s: (s & 0x7F) == 0x7F and s != 0xFFFF}
OPENBSD = LINUX | {"WIFCONTINUED": lambda s: (s & 0xFFFF) == 0xFFFF}
CYGWIN = OPENBSD | {"WIFEXITED": lambda s: (s & 0xFF) == 0}
SOLARIS = CYGWIN | {
    "WIFSIGNALED": lambda s: (s & 0xFF) != 0 and (s & 0xFF00) == 0,
    "WIFSTOPPED": lambda s: (s & 0xFF) == 0x7F and (s & 0xFF00) != 0,
}
AIX = {
    "WIFEXITED": lambda s: (s & 0xFF) == 0,
    "WEXITSTATUS": lambda s: (s >> 8) & 0xFF if (s & 0xFF) == 0 else -1,
    "WIFSIGNALED": lambda s: (s & 0xFF) != 0 and (s & 0x40) == 0,
    "WTERMSIG": lambda s: (s >> 16) & 0xFF,
    "WIFSTOPPED": lambda s: (s & 0x40) != 0,
    "WSTOPSIG": lambda s: (s >> 8) & 0xFF,
    "WIFCONTINUED": lambda s: (s & 0x1000000) != 0,
}
HAIKU = {
    "WIFEXITED": lambda s: (s & ~0xFF) == 0,
    "WEXITSTATUS": lambda s: s & 0xFF,
    "WIFSIGNALED": lambda s: ((s >> 8) & 0xFF) != 0,
    "WTERMSIG": lambda s: (s >> 8) & 0xFF,
    "WIFSTOPPED": lambda s: ((s >> 16) & 0xFF) != 0,
    "WSTOPSIG": lambda s: (s >> 16) & 0xFF,
    # Not its macro: that one takes some stops for this.
    "WIFCONTINUED": lambda s: s == 0x20000,
}

# What `wait` fills in for exit(2), SIGKILL, SIGSTOP and continued.
UNIXES = {
    "Linux": ([0x0200, 0x0009, 0x137F, 0xFFFF], LINUX),
    "MIPS": ([0x0200, 0x0009, 0x177F, 0xFFFF], MIPS),
    "Apple": ([0x0200, 0x0009, 0x117F, 0x137F], APPLE),
    "FreeBSD": ([0x0200, 0x0009, 0x117F, 0x0013], BSD),
    "DragonFly": ([0x0200, 0x0009, 0x117F, 0x0013], BSD),
    "NetBSD": ([0x0200, 0x0009, 0x117F, 0xFFFF], NETBSD),
    "OpenBSD": ([0x0200, 0x0009, 0x117F, 0xFFFF], OPENBSD),
    "Solaris": ([0x0200, 0x0009, 0x177F, 0xFFFF], SOLARIS),
    "QNX": ([0x0200, 0x0009, 0x177F, 0xFFFF], SOLARIS),
    "Cygwin": ([0x0200, 0x0009, 0x117F, 0xFFFF], CYGWIN),
    "AIX": ([0x0200, 0x90009, 0x1140, 0x1000000], AIX),
    "Haiku": ([0x0002, 0x0900, 0xA0000, 0x20000], HAIKU),
}

main()

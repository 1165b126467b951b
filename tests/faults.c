// A library that answers in place of the system. Of all that FAULT names, the calls FIRST to LAST fail
// with ERROR. A child has a copy of the counter and counts on: so the second fork of `orphan` is that of
// its child.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int number(const char *name) { return atoi(getenv(name)); }

static int fails(const char *fault) {
    static int calls;
    if (strcmp(getenv("FAULT"), fault)) return 0;
    int call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
    return call >= number("FIRST") && call <= number("LAST") ? errno = number("ERROR") : 0;
}

#define CALL(fault, failed, type, name, parameters, arguments) \
    type name parameters { \
        type (*real) parameters = (type (*) parameters)dlsym(RTLD_NEXT, #name); \
        int error = fails(fault); \
        return error ? failed : real arguments; \
    }
CALL("fork", -1, pid_t, fork, (void), ())
CALL("fork", error, int, pthread_create, (pthread_t *restrict t, const pthread_attr_t *restrict a,
    void *(*f)(void *), void *restrict v), (t, a, f, v))
CALL("fork", error, int, posix_spawnp, (pid_t *restrict p, const char *restrict f,
    const posix_spawn_file_actions_t *restrict x, const posix_spawnattr_t *restrict y,
    char *const v[restrict], char *const e[restrict]), (p, f, x, y, v, e))
CALL("wait", -1, pid_t, wait, (int *s), (s))
CALL("wait", -1, pid_t, wait4, (pid_t p, int *s, int o, struct rusage *u), (p, s, o, u))
CALL("wait", -1, int, waitid, (idtype_t t, id_t i, siginfo_t *s, int o), (t, i, s, o))

pid_t waitpid(pid_t p, int *s, int o) {
    pid_t (*real)(pid_t, int *, int) = dlsym(RTLD_NEXT, "waitpid");
    if (fails("reap")) real(-1, 0, 0); // somebody else reaps a child
    return fails("wait") ? -1 : real(p, s, o);
}

// From here on the kernel refuses the system call whose number is FIRST, here and in every child. std
// calls sigaltstack before main, after the calls that it cannot do without.
int sigaltstack(const stack_t *n, stack_t *o) {
    if (!strcmp(getenv("FAULT"), "refuse")) {
        struct sock_filter rule[] = {
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number("FIRST"), 0, 1),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        };
        struct sock_fprog filter = {4, rule};
        setenv("FAULT", "refused", 1);
        syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (syscall(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter)) abort();
    }
    return syscall(SYS_sigaltstack, n, o);
}

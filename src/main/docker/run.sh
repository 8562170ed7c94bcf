#!/bin/sh
# Starts the service in the image of Dockerfile.jvm. The arguments are options of the JVM.
#
# The defaults are in a file of flags, which a JVM reads before JDK_JAVA_OPTIONS and before the arguments, so each of them can be
# replaced there. On a single CPU it is another file. An option on the command line of java below could not be replaced by
# JDK_JAVA_OPTIONS.
set -eu
cd "$(dirname "$0")"

# The number of CPUs as the JVM counts them: those that the process may run on, or less if its cgroup has a quota.
cpus=$(nproc)
quota=max
period=100000
if [ -r /sys/fs/cgroup/cpu.max ]; then
  read -r quota period </sys/fs/cgroup/cpu.max
elif [ -r /sys/fs/cgroup/cpu/cpu.cfs_quota_us ]; then
  read -r quota </sys/fs/cgroup/cpu/cpu.cfs_quota_us
  read -r period </sys/fs/cgroup/cpu/cpu.cfs_period_us
fi
if [ "$quota" != max ] && [ "$quota" -gt 0 ] && [ "$quota" -le "$period" ]; then
  cpus=1
fi
flags=jvm.flags
if [ "$cpus" -eq 1 ]; then
  flags=jvm-one-cpu.flags
fi

# A cache that does not fit is reported, and the JVM starts without it.
if [ -f app.aot ]; then
  set -- -XX:AOTCache="$PWD/app.aot" "$@"
fi

# The shell replaces itself with java, so SIGTERM reaches the service.
exec java -XX:Flags="$PWD/$flags" -Djava.util.logging.manager=org.jboss.logmanager.LogManager -Dquarkus.http.host=0.0.0.0 "$@" \
  -jar "$PWD/quarkus-run.jar"

#!/bin/sh
# Installs RabbitMQ for the tests of the bridge where that may be done without asking; elsewhere it says how.
set -eu
server=/usr/lib/rabbitmq/bin/rabbitmq-server

[ -x "$server" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 # which keeps it from being started as a service of the machine
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends rabbitmq-server
fi
[ -x "$server" ] && exit 0
cat >&2 <<'HELP'
The tests of the bridge need a RabbitMQ server, 3.10 or later, which they start by themselves. Install it:
  Debian, Ubuntu   sudo apt-get install rabbitmq-server
  macOS            brew install rabbitmq
HELP
exit 1

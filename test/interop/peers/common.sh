# Shared by the peers' scripts; to be sourced by bash.
# shellcheck shell=bash disable=SC2034
set -euo pipefail

PEERS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CACHE=${USCTP_PEERS_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/usctp-peers}
STATE=${USCTP_PEERS_STATE:-/run/usctp-peers}

say() { printf '%s\n' "$*" >&2; }
die() { say "${0##*/}: $*"; exit 1; }
# The comment at the top of the script is its help.
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" >&2; exit 2; }

# instance KIND NAME - sets DIR, its state; NS, the namespace of the stack under test;
# NS_PEER, the peer's.
instance() {
    case $2 in '' | *[!a-zA-Z0-9_-]*) die "a name is letters, digits, - and _" ;; esac
    [ "$(id -u)" = 0 ] || die "needs root: it makes network namespaces"
    DIR=$STATE/$1-$2 NS=usctp-$2 NS_PEER=usctp-$2-peer
}

# need COMMAND:PACKAGE[,PACKAGE]... - installs the Debian packages of each command
# that is missing.
need() {
    local pair missing=() more
    for pair; do
        command -v "${pair%%:*}" >/dev/null 2>&1 && continue
        IFS=, read -ra more <<<"${pair#*:}"
        missing+=("${more[@]}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing: ${missing[*]}"
    { apt-get install -y --no-install-recommends "${missing[@]}" ||
        { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; }; } \
        >&2 </dev/null || die "could not install ${missing[*]}"
}

# ---- the cache ----

# Holds the cache until unlock_cache: one process builds, the others wait.
lock_cache() {
    case $CACHE$STATE in *[[:space:],]*) die "no blanks or commas in $CACHE or $STATE, please" ;; esac
    mkdir -p "$CACHE"
    exec {CACHE_LOCK}>"$CACHE/lock"
    flock "$CACHE_LOCK"
}
# used PATH... - keeps what is in use; drops what has not been for a month.
used() {
    touch "$@"
    find "$CACHE" -mindepth 1 -maxdepth 1 \( -name 'guest-*' -o -name 'usrsctp-*' -o -name 'runtimes-*' \) \
        -mtime +30 -exec rm -rf {} +
}
unlock_cache() { exec {CACHE_LOCK}>&-; }

# Sixteen digits that name the content of the files and strings given.
fingerprint() {
    local x
    for x; do
        if [ -f "$x" ]; then sha256sum <"$x"; else printf '%s\n' "$x"; fi
    done | sha256sum | cut -c1-16
}

# fetch_debs DIR PACKAGE... - downloads packages with all they depend on to DIR,
# whatever this machine has installed; installs nothing.
fetch_debs() {
    local dir=$1
    shift
    mkdir -p "$dir/partial" "$dir/dpkg"
    : >"$dir/dpkg/status"
    local get=(apt-get -y -q --no-install-recommends --download-only
        -o Dir::State::status="$dir/dpkg/status" -o Dir::Cache::archives="$dir"
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
    "${get[@]}" install "$@" >"$dir/log" 2>&1 </dev/null ||
        { apt-get -q update >>"$dir/log" 2>&1 </dev/null &&
            "${get[@]}" install "$@" >>"$dir/log" 2>&1 </dev/null; } ||
        { cat "$dir/log" >&2; die "could not download: $*"; }
}

# unpack_deb FILE ROOT - unpacks one package into a root with a merged /usr.
unpack_deb() {
    dpkg-deb --fsys-tarfile "$1" | tar --keep-directory-symlink --no-same-owner \
        --exclude=./usr/share/doc --exclude=./usr/share/man --exclude=./usr/share/locale \
        --exclude=./usr/share/info --exclude=./usr/share/lintian -xf - -C "$2"
}

# ---- processes ----

# A pid file holds "PID START": the start time tells a process from a later one
# that got the same number.
started_at() { # nothing for one that has ended, reaped or not
    local stat
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    stat=${stat##*) }
    case $stat in [ZX]*) ;; *) cut -d' ' -f20 <<<"$stat" ;; esac
}
write_pid() { printf '%s %s\n' "$2" "$(started_at "$2")" >"$1"; }
alive() {
    local pid start
    [ -f "$1" ] && read -r pid start <"$1" && [ -n "$start" ] &&
        [ "$(started_at "$pid")" = "$start" ]
}
# kill_pid FILE - kills the process of a pid file, and waits for its end.
kill_pid() {
    local pid _
    if alive "$1"; then
        read -r pid _ <"$1"
        kill -KILL "$pid" 2>/dev/null || true
        for _ in $(seq 100); do
            alive "$1" || break
            sleep 0.05
        done
    fi
    rm -f "$1"
}

# ---- network namespaces ----

netns_exists() { [ -e "/run/netns/$1" ]; }
# netns_add NS - a namespace with no way out: only the links that we add to it.
netns_add() {
    ip netns add "$1"
    ip -n "$1" link set lo up
    # Two links to one peer: answers may leave by the other link. One that was down has its addresses again.
    ip netns exec "$1" sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
        net.ipv6.conf.all.keep_addr_on_down=1 net.ipv6.conf.default.keep_addr_on_down=1
}
netns_del() { ! netns_exists "$1" || ip netns del "$1"; }
# host COMMAND... - runs it in the namespace of the stack under test.
host() {
    netns_exists "$NS" || die "$NAME is not up"
    exec ip netns exec "$NS" "$@"
}

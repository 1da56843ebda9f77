# Builds the guest: its kernel and root from Debian's packages, our programs on top.
# To be sourced by bash, after common.sh.
# shellcheck shell=bash disable=SC2034

GUEST_PACKAGES=(user-mode-linux busybox-static dash libc6 kmod iproute2 ethtool iptables conntrack)
FREEDIAMETER_PACKAGES=(freediameterd freediameter-extensions)
# Debian's dependencies name these; nothing in the guest runs them.
GUEST_UNUSED='^(perl|libperl|dpkg_|passwd|adduser|usrmerge|libpam|debconf|debianutils|libfile-|libnumber-|libtext-|libgdbm|init-system|libsemanage|libsepol|tar_|gcc-1)'
# Of the kernel's modules, those that a network peer can use.
GUEST_MODULES='^(net|crypto|lib|drivers|sctp|sched|netfilter|ipv4|ipv6|core|802)$'

# build_guest [PACKAGE...] - sets GUEST_KERNEL, GUEST_ROOT, with these packages besides, and GUEST_BIN; makes what is
# missing.
build_guest() {
    local packages=("${GUEST_PACKAGES[@]}" "$@")
    lock_cache
    GUEST_ROOT=$CACHE/guest-root-$(fingerprint 2 "$GUEST_UNUSED" "$GUEST_MODULES" "${packages[@]}")
    GUEST_KERNEL=$GUEST_ROOT/usr/bin/linux.uml
    GUEST_BIN=$CACHE/guest-bin-$(fingerprint 1 "$PEERS"/src/*/* "$PEERS"/guest/{init,impair} "$PEERS"/guest/freediameter/*)
    if [ ! -d "$GUEST_ROOT" ]; then
        say "building the guest in $CACHE (once)"
        make_anew "$GUEST_ROOT" make_root "${packages[@]}"
    fi
    [ -d "$GUEST_BIN" ] || make_anew "$GUEST_BIN" make_programs libsctp-dev
    used "$GUEST_ROOT" "$GUEST_BIN"
    unlock_cache
}

# make_anew DIR COMMAND PACKAGE... - fetches packages and lets the command make DIR of them,
# wholly or not at all.
make_anew() {
    local dir=$1 command=$2 debs=$CACHE/debs-guest
    shift 2
    rm -rf "$dir.new" "$debs"
    mkdir -p "$dir.new"
    fetch_debs "$debs" "$@"
    "$command" "$dir.new" "$debs"
    mv "$dir.new" "$dir"
    rm -rf "$debs"
}

make_root() { # DIR DEBS
    local root=$1 d f kernel
    mkdir -p "$root"/usr/{bin,sbin,lib,lib64} "$root"/{dev,etc,proc,sys,run,tmp,var,root,share,opt/peers}
    for d in bin sbin lib lib64; do ln -s "usr/$d" "$root/$d"; done
    for f in "$2"/*.deb; do
        [[ ${f##*/} =~ $GUEST_UNUSED ]] || unpack_deb "$f" "$root"
    done
    kernel=$(echo "$root"/usr/lib/uml/modules/*)
    mkdir -p "$root/usr/lib/modules"
    mv "$kernel" "$root/usr/lib/modules/"
    kernel=$root/usr/lib/modules/${kernel##*/}
    for d in "$kernel"/kernel/* "$kernel"/kernel/net/*; do
        [[ ${d##*/} =~ $GUEST_MODULES ]] || rm -rf "$d"
    done
    for d in "$kernel"/kernel/drivers/*; do [ "${d##*/}" = net ] || rm -rf "$d"; done
    rm -rf "$root"/usr/lib/uml "$root"/usr/share/{doc,man,locale,bug,lintian,perl,gdb}
    [ -e "$root/bin/sh" ] || ln -s dash "$root/bin/sh"
    # Named in lines of modprobe.d.
    [ -e "$root/bin/false" ] || ln -s busybox "$root/bin/false"
    # The first program is found by this name; all else of ours is mounted.
    # shellcheck disable=SC2016
    printf '%s\n' '#!/bin/sh' \
        '/bin/busybox mount -r -t hostfs -o "$peers_bin" none /opt/peers' \
        'exec /opt/peers/init' >"$root/init"
    chmod 755 "$root/init"
    echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
    echo 'root:x:0:' >"$root/etc/group"
}

make_programs() { # DIR DEBS
    mkdir "$2/root"
    unpack_deb "$(echo "$2"/libsctp-dev_*.deb)" "$2/root"
    gcc -O2 -Wall -static -pthread -I"$2/root/usr/include" -o "$1/sctp-peer" \
        "$PEERS"/src/sctp-peer/*.c "$(echo "$2"/root/usr/lib/*/libsctp.a)"
    gcc -O2 -Wall -static -o "$1/guestctl" "$PEERS"/src/guestctl/*.c
    gcc -O2 -Wall -static -o "$1/open-socket" "$PEERS"/src/open-socket/*.c
    cp -r "$PEERS"/guest/{init,impair,freediameter} "$1/"
    chmod 755 "$1"/{init,impair}
}

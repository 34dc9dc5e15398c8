#!/bin/bash
# debian.sh FOLDER: makes a small real Debian there, kernel and initrd.gz, that boots in seconds from memory, without a disk
# and without a network: agetty, login and bash on ttyS0 for root (password rig) and dev (rig2, with sudo), Python 3, sshd.
# Needs root, debootstrap and cpio. Does nothing when it is there already, made by this script as it is now.
set -euo pipefail
folder=$(mkdir -p "$1" && readlink -f "$1")
recipe=$(sha256sum <"$0")
exec 9>"$folder/lock"
flock 9 # tests in two processes may want it at once: the second finds it made
[ "$recipe" = "$(cat "$folder/recipe" 2>/dev/null)" ] && [ -s "$folder/initrd.gz" ] && [ -s "$folder/vmlinuz" ] && exit 0
mirror=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | sed -nE 's/^(URIs: |deb (\[[^]]*\] )?)([^ ]+).*/\3/p' | head -n 1 || true)
work=$(mktemp -d "$folder/making.XXXXXX")
trap 'rm -rf "$work"' EXIT
root=$work/root

debootstrap --variant=minbase --include=python3,openssh-server,sudo,procps,rsync,ca-certificates,systemd-standalone-sysusers \
  bookworm "$root" "${mirror:-http://deb.debian.org/debian}" >"$folder/debootstrap.log"

chmod 755 "$work"
cd "$work"
apt-get download -q "$(apt-cache depends linux-image-cloud-amd64 | awk '/Depends: linux-image/ {print $2; exit}')" >/dev/null
dpkg -x linux-image-*.deb kernel

rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale,i18n} \
  "$root"/usr/lib/x86_64-linux-gnu/gconv
chroot "$root" useradd -m -s /bin/bash dev
printf 'root:rig\ndev:rig2\n' | chroot "$root" chpasswd
echo 'dev ALL=(ALL) ALL' >"$root/etc/sudoers.d/dev"
echo web1 >"$root/etc/hostname"
echo '127.0.0.1 localhost web1' >"$root/etc/hosts"
cat >"$root/init" <<'INIT'
#!/bin/sh
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev 2>/dev/null
mkdir -p /dev/pts
mount -t devpts pts /dev/pts
mount -t tmpfs run /run
hostname web1
ip link set lo up 2>/dev/null
while :; do setsid -cw /sbin/agetty -L 115200 ttyS0 vt220; done
INIT
chmod 755 "$root/init"

(cd "$root" && find . -xdev | cpio -o -H newc --quiet | gzip -1) >"$work/initrd.gz"
mv kernel/boot/vmlinuz-* "$folder/vmlinuz"
mv "$work/initrd.gz" "$folder/initrd.gz"
echo "$recipe" >"$folder/recipe"

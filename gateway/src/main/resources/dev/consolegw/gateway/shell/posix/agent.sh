# What runs commands for us in a guest that has a POSIX shell and little else. Agent.java sends it
# without comments and indents, $S in front: the mark of our lines.
#
# Lines from us are "$S VERB ...". Lines to us are "@MARK ...", MARK being $S or the command's own
# mark $c; each is one write, so that writers at the same terminal do not mix theirs.
#
# Files in the folder: l the lines of a block, r the command's script, b0 b1 blocks of its input,
# i o e its three streams (FIFOs), oa ea what taggers are told (FIFOs), oc ec the chunk under way, od ed the
# process that waits for the next one,
# of ef sed scripts, p its process id, a that we were heard of, X.s the last word of X.
exec 2>/dev/null
set -f
set -m
J=0
case $- in *m*) J=1 ;; esac
c=$S
D=

say() { printf '@%s %s\n' $c "$*"; }
state() {
say "$2" >$1.s
say "$2"
}

enc() {
case $1 in
base64) base64 ;;
openssl) openssl base64 ;;
uuencode) uuencode -m x | sed -e 1d -e '/^====/d' ;;
od) od -An -v -tx1 ;;
esac
}
dec() {
case $1 in
base64) base64 -d ;;
openssl) openssl base64 -d ;;
uudecode) { echo begin-base64 600 x; cat; echo ====; } | uudecode -o /dev/stdout ;;
printf) while read -r l; do printf "$l"; done ;;
esac
}
dig() {
case $1 in
sha256sum | md5sum) $1 ;;
openssl) openssl dgst -sha256 -r ;;
od) od -An -v -tu1 | {
a=1 b=0
while read -r l; do for n in $l; do a=$(((a + n) % 65521)) b=$(((b + a) % 65521)); done; done
echo $b:$a
} ;;
esac
}

# What there is, by trying it.
E=- X=- G=- m=
for t in base64 openssl uuencode od; do
case $E$(echo x | enc $t) in -eAo= | '- 78 0a'*) E=$t ;; esac
done
for t in base64 openssl uudecode; do
case $X$(echo eAo= | dec $t) in -x) X=$t ;; esac
done
[ $X = - ] && X=printf
for t in sha256sum openssl md5sum od; do
case $G$(echo x | dig $t) in
-73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac* | -401b30e3b8b5d629635a5c613cdb7919* | -252:131) G=$t ;;
esac
done
for t in mkfifo dd cat rm sed mkdir sleep; do command -v $t >/dev/null || m="$m $t"; done
W=
command -v setsid >/dev/null && W=setsid
U=$(umask)
umask 077
if [ -z "$m" ]; then
for d in /dev/shm /run /tmp /var/tmp "$HOME"; do
[ -z "$D" ] && [ -w "$d" ] && mkdir -m 700 "$d/.$F" && D="$d/.$F" && cd "$D" && { mkfifo i && echo x >r && rm i r || D=; }
done
fi
d=-
[ "$D" ] && d=+
say t $E $X $G $J $d $m

# Reads chunks of stream $1 and puts them on the line, each until we have it; $2 is told by us.
tag() {
n=0 z=$Z
while :; do
dd bs=$z count=1 <&3 >$1c &
echo $! >$1d
wait $!
t=$?
: >$1d
case $t in
0) ;;
143) z= ;;
*)
state $1 "$1 !"
return
;;
esac
[ -s $1c ] || break
n=$((n + 1))
g=$(dig $G <$1c)
say "$1 $n ${g%% *} $n" >$1.s
emit $1
while read -r a b d <&$2; do
case $a$b in
$1$n)
z=${z:+$d}
break
;;
[OE]$n) emit $1 ;;
esac
done
[ "$z" ] || break
done
state $1 "$1 . $n $n"
}
emit() {
enc $E <$1c | sed -f $1f
cat $1.s
}
join() {
for t in 1 2 3 4 5 6 7 8 9 10 11; do echo '$!N'; done
printf '%s\n' 's/\n/ /g' "s/^/@$c $1 /"
}

# Ends what is left of a command.
fin() {
[ -s p ] && [ ! -s x.s ] && hit KILL
exec 4>&- 5>&- 6>&- 8>&- 9>&-
for j in $j1 $j2 $j3 $jf; do kill -9 -$j || kill -9 $j; wait $j; done
j1= j2= j3= jf= p=
rm -f l r b0 b1 i o e oa ea oc ec od ed of ef p i.s o.s e.s x.s s.s
}
bye() {
trap '' HUP TERM
[ -s p ] && [ ! -s x.s ] && hit HUP && sleep 1
kill -9 -$jw || kill -9 $jw
fin
cd /
rm -rf "$D"
}
hit() {
read -r t <p
kill -$1 -$t || { [ $1 != KILL ] && kill -$1 -$j3; } || kill -$1 $t
}
run() {
p=1
exec 8<>i
{
exec 4>&- 8>&-
exec 3<o
tag o 5
} &
j1=$!
{
exec 4>&- 8>&-
exec 3<e
tag e 6
} &
j2=$!
{
trap : HUP INT QUIT TERM
exec 4>&- 5>&- 6>&- 8>&-
sh -c 'echo $$ >p; printf "@%s s\n" '$c' >s.s; cat s.s >&7; umask '$U'; exec '$W' sh "$PWD/r" 7>&-' 7>&1 <i >o 2>e
t=$?
state x "x $t $t"
} &
j3=$!
exec 9>i
}
feed() {
[ "$jf" ] && wait $jf
exec 8>&-
{
cat b$(($1 % 2)) >&9
state i "i $1"
} &
jf=$!
}
block() {
if [ "$1" = $((B + 1)) ]; then
exec 4>&-
t=r
[ $1 = 1 ] || t=b$(($1 % 2))
dec $X <l >$t
g=$(dig $G <$t)
exec 4>l
q=0
[ "${g%% *}" = "$2" ] || {
say w $1 $2
return
}
B=$1
A=$2
[ $1 = 1 ] || feed $1
fi
say g $B $A
}

[ "$D" ] || exit
: >a
{
while sleep 90 && [ -e a ]; do rm a; done
kill $$
} >/dev/null &
jw=$!
trap 'bye & wait $!' EXIT
trap exit TERM HUP
k=$(printf '\003\003\003')
while IFS= read -r L; do
case $L in
"$S d "*)
printf '%s\n' ${L#* d } >&4
q=$((q + 1))
say + $q
;;
"$S "*)
set -- ${L#* }
case $1 in
n)
[ $c = $2 ] || {
fin
c=$2 B=0 q=0 K=0 Z=$3
mkfifo i o e oa ea
exec 4>l 5<>oa 6<>ea
join O >of
join E >ef
}
say n
;;
r)
exec 4>l
q=0
say r $2
;;
b) block $2 $3 ;;
x) [ "$p" ] || run ;;
f) exec 8>&- 9>&- ; say f ;;
[oO]) echo "$*" >&5 ;;
[eE]) echo "$*" >&6 ;;
k)
if [ "$3" -gt $K ]; then hit $2 && K=$3; fi
[ "$3" -gt $K ] || say k $3
;;
q)
for t in o e; do read -r d <${t}d && kill $d; done
;;
p)
: >a
printf '@%s p\n' $S
for t in s i o e x; do [ -s $t.s ] && cat $t.s; done
;;
z) break ;;
esac
;;
*"$k"*) break ;;
esac
done

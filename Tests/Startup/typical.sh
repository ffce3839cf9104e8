# A little of everything that a script begins with.
x=1
echo $((x + 1)) >/dev/null
for i in a b; do
    case $i in
    a) y=${i%a} ;;
    esac
done
f() { y=$1; }
f 1
[ -f /etc/passwd ] && :
/bin/true
/bin/true | cat
z=$(echo a)
z=$(cat /dev/null)
cat <<END
$x$y$z
END

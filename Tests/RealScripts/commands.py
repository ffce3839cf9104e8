"""Commands of the system that are shell scripts and only compute or print, for `run`: name and arguments, with the
files a and b, plain and as .gz, .bz2 and .xz. Those that are missing on a machine, or no shell scripts there, are
left out."""

COMMANDS = [line.split() for line in """
add-shell
autoconf --help
autoconf --version
autoconf --no-such-option
autopoint --version
bzcmp a.bz2 a.bz2
bzdiff -u a.bz2 a.bz2
bzexe
bzgrep -n t a.bz2 b.bz2
c99 --version
dpkg-maintscript-helper --help
dpkg-maintscript-helper supports rm_conffile
dpkg-maintscript-helper supports nothing
dpkg-realpath --version
dpkg-realpath /usr/bin/..
egrep -c t|o a b
fakeroot --version
fgrep two a b
gettext.sh --help
gettext.sh --version
gettextize --help
gunzip -c a.gz b.gz
gzexe --help
invoke-rc.d --help
lesspipe
lesspipe a.gz
libtoolize --help
libtoolize --version
locale-gen --help
ncurses6-config --cflags --libs --version
neqn --version
nroff --version
python3-config --includes --libs
python3-config --no-such-option
remove-shell
savelog
savelog -c 3 -l a
service --help
service --version
ssh-copy-id -h
strace-log-merge
strace-log-merge a
ucf --help
ucfr --help
uncompress -c a.gz
valgrind --version
which ls no-such-command sh
which -a ls
xml2-config --cflags --libs
xzcmp a.xz b.xz
xzdiff a.xz b.xz
xzgrep -c t a.xz b
xzgrep --version
zcat a.gz b.gz
zcmp a.gz b.gz
zdiff a.gz b.gz
zdiff a.gz b
zegrep -n t|o a.gz
zfgrep two a.gz b.gz
zforce a b.gz
zgrep --help
zgrep -n -e t -e o a.gz b b.gz
zgrep -L two a.gz b.gz
zgrep none a.gz
zmore --help
znew --help
""".splitlines() if line]

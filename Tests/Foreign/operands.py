"""Programs that are given a FIFO as a file: each of them opens it, and nobody opens the other side."""

import shlex

from model import TOP, Hang, bash, python

COMMANDS = """
python3 f1 | node f1 | perl f1 | bash f1 | dash f1 | expect f1 | make -f f1 | awk -f f1 | sed -f f1 | awk 1 f1
sed -n p f1 | grep x /etc/passwd f1 | sort f1 | sort -m /etc/passwd f1 | tail f1 | head -n1 f1 | md5sum f1
cmp /etc/passwd f1 | paste f1 /etc/passwd | xargs -a f1 | ssh -F f1 host | tac f1 | od f1 | tsort f1 | dd if=f1
parallel -a f1 echo | perl -ne print f1 | bc -q f1 | busybox cat f1 | curl -sK f1 | nl f1 | comm f1 /etc/passwd
sort -o f1 /etc/passwd | tee f1 | dd if=/dev/zero of=f1 count=1 | sed -n 'w f1' /etc/passwd | strace -o f1 true
awk '{ print >"f1" }' /etc/passwd | curl -so f1 file:///etc/passwd | find /etc/passwd -fprint f1
tar -cf f1 /etc/hostname | script -qc true f1
"""

HANGS = [Hang(f"an operand: {command}", tuple(shlex.split(command)), "FIFO-NO-PARTNER", culprit=TOP, told=("f1",))
         for line in COMMANDS.splitlines() for command in line.split(" | ") if command]
HANGS += [
    Hang("an operand of the shell: source", bash(". ./f1"), "FIFO-NO-PARTNER", culprit=TOP, told=("f1",)),
    Hang("an operand of the shell: mapfile", bash("mapfile <f1"), "FIFO-NO-PARTNER", culprit=TOP, told=("f1",)),
    Hang("an operand of the shell: exec", bash("exec 3<f1"), "FIFO-NO-PARTNER", culprit=TOP, told=("f1",)),
    Hang("an operand of the shell: $(<)", bash("x=$(<f1)"), "FIFO-NO-PARTNER", culprit="bash -c", told=("f1",)),
    Hang("an operand of a program in a chroot",
         python("import os; os.mkdir('c'); os.mkfifo('c/p'); os.chroot('c'); os.chdir('/'); open('/p')"),
         "FIFO-NO-PARTNER", culprit=TOP),
    Hang("an operand below a mount of its own",
         ("unshare", "-m", "sh", "-c", "mkdir m; mount -t tmpfs x m; mkfifo m/p; exec cat m/p"),
         "FIFO-NO-PARTNER", culprit=TOP),
]

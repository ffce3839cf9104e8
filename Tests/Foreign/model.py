"""What is known of a hang, and of a healthy twin.

A hang is a real program in a state whose cause is known beforehand. Processes are named by selectors: TOP is the
process that was started; another text is the beginning of the command line, as `ps` shows it; "parent of X" is the
parent of the process X, "children of X" are its children, and "zombies" are all that have ended and are not waited for;
`||` stands between beginnings of which each will do.
"""

from dataclasses import dataclass, field

TOP = "top"
PROVEN = {"DEADLOCK", "SELF-HELD", "BUFFERED?"}


@dataclass(frozen=True)
class Hang:
    name: str
    command: tuple
    # What may be said; more than one where the difference is a matter of words, which `why` then explains.
    verdict: str
    # Who could end it, each of them being enough for the truth.
    culprit: str
    # The process that is stuck, which a person may ask about as well.
    stuck: str = TOP
    why: str = ""
    # All who have to be named by their numbers.
    named: tuple = ()
    # What else the text has to tell.
    told: tuple = ()
    # The descriptors by which the culprit holds, of JSON's "on".
    held: tuple = ()
    # The part of the command, of its files or of what is typed that an advised command line replaces.
    advised: str = ""
    # What is replaced instead where the advice has the word `command`.
    whole: str = ""
    # Before what an advised `exec` is put, instead.
    before: str = ""
    # Why nobody follows what is advised; empty where it is followed.
    unfollowed: str = ""
    # What a person puts in the place of words of the advice: (word, text)...
    blanks: tuple = ()
    # Files of its folder: name -> text.
    files: dict = field(default_factory=dict)
    # Lines typed at its terminal; None: it has none.
    typed: str | None = None
    # Who moves on although the hang lasts.
    lively: tuple = ()
    # What a person has done to the processes after they have come to rest: (selector, signal)...
    then: tuple = ()
    # The user who asks, where it is not root.
    asker: int = 0
    # True: nobody asks about the process on top.
    is_top_unasked: bool = False
    # True: nobody can open its FIFO by a name, so that nobody is advised to.
    is_nameless: bool = False
    # True: it is asked inside its namespace of processes.
    is_inside: bool = False
    # True where a part may not be seen: the status is 4, and what is known is said all the same.
    is_hidden: bool = False
    # True where both 1 and 4 are right.
    may_be_hidden: bool = False
    # True: a private sshd is started for it, `ssh -F config host` reaches it.
    needs_sshd: bool = False
    # Why the truth cannot be shown by killing the culprit; empty where it can.
    lasting: str = ""

    # What may be said of the process on top, where that differs.
    of_top: str = ""

    def verdicts(self, is_top):
        """What may be said; NONE stands for no verdict."""
        return {None if name == "NONE" else name for name in (is_top and self.of_top or self.verdict).split()}


@dataclass(frozen=True)
class Healthy:
    name: str
    command: tuple
    # Who has to be there before it counts as started.
    works: str = TOP
    files: dict = field(default_factory=dict)
    typed: str | None = None
    needs_sshd: bool = False
    asker: int = 0
    # True where status 4 is right: something may not be looked at.
    is_hidden: bool = False
    # What the text has to tell, for those who wait for somebody.
    told: str = ""


def bash(script):
    return ("bash", "-c", script)


def dash(script):
    return ("dash", "-c", script)


def python(script):
    return ("python3", "-c", script)

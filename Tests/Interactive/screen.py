"""What a terminal shows after a program has written to it: characters, their colours, and the cursor.

It knows the control sequences that readline, the terminal type xterm and the shell use, and fails at any other.
"""

import re
import unicodedata

from terminal import Mismatch

SEQUENCE = re.compile(r"\x1b\[([?>]?)([0-9;]*)([@-~])|\x1b([=>78])|\x1b\][^\x07]*\x07")


def width_of(character):
    if unicodedata.combining(character) or character in "\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Screen:
    """`rows[r][c]` is (character, style); the second column of a wide character is ("", style)."""

    def __init__(self, columns=80, height=24):
        self.columns, self.height = columns, height
        self.rows = [self.blank() for _ in range(height)]
        self.row = self.column = 0
        self.style = ""
        # A character has been written in the last column, and the next one goes to the next row.
        self.is_pending = False
        self.rest = ""

    def blank(self):
        return [(" ", "")] * self.columns

    def feed(self, data):
        text = self.rest + data.decode("utf-8", "replace")
        index = 0
        while index < len(text):
            if text[index] == "\x1b":
                match = SEQUENCE.match(text, index)
                if not match:
                    break
                self.control(match)
                index = match.end()
            else:
                self.character(text[index])
                index += 1
        self.rest = text[index:]

    def character(self, character):
        if character == "\r":
            self.column, self.is_pending = 0, False
        elif character == "\n":
            self.down()
        elif character == "\b":
            self.column, self.is_pending = max(0, self.column - 1), False
        elif character in "\x07\0":
            return
        elif character < " ":
            raise Mismatch(f"an unexpected control character {character!r}")
        else:
            self.put(character)

    def down(self):
        self.is_pending = False
        if self.row + 1 < self.height:
            self.row += 1
        else:
            self.rows = self.rows[1:] + [self.blank()]

    def put(self, character):
        width = width_of(character)
        if width == 0:
            column = self.column if self.is_pending else max(0, self.column - 1)
            while column > 0 and self.rows[self.row][column][0] == "":
                column -= 1
            old = self.rows[self.row][column]
            self.rows[self.row][column] = (old[0] + character, old[1])
            return
        if self.is_pending or self.column + width > self.columns:
            self.column = 0
            self.down()
        self.rows[self.row][self.column] = (character, self.style)
        if width == 2:
            self.rows[self.row][self.column + 1] = ("", self.style)
        self.is_pending = self.column + width >= self.columns
        self.column = min(self.column + width, self.columns - 1)

    def control(self, match):
        private, parameters, letter = match[1], match[2], match[3]
        if private or letter is None:
            return
        numbers = [int(number or 0) for number in parameters.split(";")]
        count = numbers[0] or 1
        row = self.rows[self.row]
        if letter != "m":
            self.is_pending = False
        if letter == "m":
            for number in numbers:
                kept = [] if number == 0 else [style for style in self.style.split(";") if style]
                # 27 ends what 7 has begun.
                kept = [style for style in kept if style != "7"] if number == 27 else kept + [str(number)] * (number > 0)
                self.style = ";".join(kept)
        elif letter == "A":
            self.row = max(0, self.row - count)
        elif letter == "B":
            self.row = min(self.height - 1, self.row + count)
        elif letter == "C":
            self.column = min(self.columns - 1, self.column + count)
        elif letter == "D":
            self.column = max(0, self.column - count)
        elif letter == "H":
            self.row = min(self.height, count) - 1
            self.column = min(self.columns, numbers[1] if len(numbers) > 1 and numbers[1] else 1) - 1
        elif letter == "K" and numbers[0] == 0:
            row[self.column:] = [(" ", "")] * (self.columns - self.column)
        elif letter == "J" and numbers[0] in (0, 2, 3):
            if numbers[0] == 0:
                row[self.column:] = [(" ", "")] * (self.columns - self.column)
            for other in range(self.row + 1 if numbers[0] == 0 else 0, self.height):
                self.rows[other] = self.blank()
        elif letter == "P":
            row[self.column:] = row[self.column + count:] + [(" ", "")] * min(count, self.columns - self.column)
        elif letter == "@":
            row[self.column:] = ([(" ", self.style)] * count + row[self.column:])[:self.columns - self.column]
        else:
            raise Mismatch(f"an unexpected control sequence {match[0]!r}")

    def text(self):
        """The rows, without blanks at their ends and without empty rows at the end."""
        return "\n".join("".join(cell[0] for cell in row).rstrip() for row in self.rows).rstrip("\n")

    def styled(self):
        """The text, with [STYLE:...] around what is not plain."""
        result = []
        for row in self.rows:
            line, current = "", ""
            for character, style in row:
                if style != current:
                    line += ("]" if current else "") + (f"[{style}:" if style else "")
                    current = style
                line += character
            result.append((line + ("]" if current else "")).rstrip())
        return "\n".join(result).rstrip("\n")

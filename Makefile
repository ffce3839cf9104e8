# seesh: build, run, test, install.
#
#   make            build the release binary, .build/release/seesh
#   make run        install what building lacks, build, and run examples/tour.sh with the shell just built
#   make test       install what testing lacks, build, and run every test; a summary comes last
#   make bench      time the shell just built and every installed peer; ROWS=TEXT some rows, JSON=FILE all figures
#   make lint       check the format of the Swift sources
#   make posix-table  write docs/posix.md anew from the sources and the cases
#   make install    put the shell and its man page under PREFIX (/usr/local); DESTDIR is put in front of it
#   make uninstall  remove the two again
#   make clean      remove what was built

PREFIX ?= /usr/local
SWIFT ?= swift
SEESH := $(CURDIR)/.build/release/seesh
BINARY = $(DESTDIR)$(PREFIX)/bin/seesh
MANUAL = $(DESTDIR)$(PREFIX)/share/man/man1/seesh.1

.PHONY: build run test bench startup-order lint install uninstall clean
.NOTPARALLEL:

build:
	@.ci/need build
	$(SWIFT) build -c release --product seesh

run: build
	"$(SEESH)" examples/tour.sh

test:
	@.ci/need test
	$(SWIFT) build -c release --product seesh
	SEESH="$(SEESH)" Tests/run

bench: build
	@.ci/need test
	SEESH="$(SEESH)" Tests/Benchmarks/run $(if $(JSON),--json "$(JSON)") $(ROWS)

# The order of functions in the release binary: to be made anew when the start has changed much.
startup-order:
	Tests/Startup/order

# What Tests/Documents/posix --check compares.
posix-table:
	Tests/Documents/posix

lint:
	$(SWIFT) format lint --strict --parallel --recursive Sources Tests Package.swift

# Built as whoever calls make; nothing is compiled here, so that it can run as root: make && sudo make install
install:
	@test -x "$(SEESH)" || { echo "nothing to install yet: run 'make' first" >&2; exit 1; }
	install -D -m 755 "$(SEESH)" "$(BINARY)"
	install -D -m 644 docs/seesh.1 "$(MANUAL)"

uninstall:
	rm -f "$(BINARY)" "$(MANUAL)"

clean:
	rm -rf .build

"""A script in the manner of the configure scripts that come with C programs: options, a long help text, some hundred
checks with here-documents, caches and logs. About 0.5 MB; nothing in it runs but `--help`."""

HEAD = r'''#! /bin/sh
# Configures the build of sample 1.0.
DUALCASE=1; export DUALCASE
if test ${ZSH_VERSION+y} && (emulate sh) >/dev/null 2>&1
then :
  emulate sh
  NULLCMD=:
else
  case `(set -o) 2>/dev/null` in
  *posix*) set -o posix ;;
  *) : ;;
  esac
fi
as_nl='
'
export as_nl
PATH_SEPARATOR=:
as_myself=
case $0 in
  *[\\/]*) as_myself=$0 ;;
  *) as_save_IFS=$IFS; IFS=$PATH_SEPARATOR
for as_dir in $PATH
do
  IFS=$as_save_IFS
  case $as_dir in
    '') as_dir=./ ;;
    */) ;;
    *) as_dir=$as_dir/ ;;
  esac
  test -r "$as_dir$0" && as_myself=$as_dir$0 && break
done
IFS=$as_save_IFS
     ;;
esac
if test "x$as_myself" = x; then
  as_myself=$0
fi
for as_var in BASH_ENV ENV MAIL MAILPATH
do eval test \${$as_var+y} && ( (unset $as_var) || exit 1) >/dev/null 2>&1 && unset $as_var || :
done
PS1='$ ' PS2='> ' PS4='+ '
LC_ALL=C; export LC_ALL
LANGUAGE=C; export LANGUAGE
as_fn_unset () { { eval $1=; unset $1;}; }
as_fn_set_status () { return $1; }
as_fn_exit () { set +e; as_fn_set_status $1; exit $1; }
as_fn_error () {
  as_status=$1; test $as_status -eq 0 && as_status=1
  printf "%s\n" "configure: error: $2" >&2
  as_fn_exit $as_status
}
if (eval "as_var=1; as_var+=2; test x\$as_var = x12") 2>/dev/null
then :
  eval 'as_fn_append () { eval $1+=\$2; }'
else
  as_fn_append () { eval $1=\$$1\$2; }
fi
if (eval "test \$(( 1 + 1 )) = 2") 2>/dev/null
then :
  eval 'as_fn_arith () { as_val=$(( $* )); }'
else
  as_fn_arith () { as_val=`expr "$@" || test $? -eq 1`; }
fi
if expr a : '\(a\)' >/dev/null 2>&1 && test "X`expr 00001 : '.*\(...\)'`" = X001; then
  as_expr=expr
else
  as_expr=false
fi
if (basename -- /) >/dev/null 2>&1 && test "X`basename -- / 2>&1`" = "X/"; then
  as_basename=basename
else
  as_basename=false
fi
as_me=`$as_basename -- "$0" || printf "%s\n" X/"$0" | sed '/^.*\/\([^/][^/]*\)\/*$/{
	    s//\1/
	    q
	  }
	  s/.*/./; q'`
as_cr_letters='abcdefghijklmnopqrstuvwxyz'
as_cr_alnum=$as_cr_letters'0123456789'
exec 7<&0 </dev/null 6>&1
ac_hostname=`(hostname || uname -n) 2>/dev/null | sed 1q`
ac_unique_file="src/sample.c"
ac_init_help= ac_prev= cache_file=/dev/null no_create= silent= srcdir=
prefix=NONE exec_prefix=NONE
bindir='${exec_prefix}/bin' libdir='${exec_prefix}/lib' datarootdir='${prefix}/share'
ac_dashdash=
for ac_option
do
  if test -n "$ac_prev"; then
    eval $ac_prev=\$ac_option
    ac_prev=
    continue
  fi
  case $ac_option in
  *=?*) ac_optarg=`expr "X$ac_option" : '[^=]*=\(.*\)'` ;;
  *=)   ac_optarg= ;;
  *)    ac_optarg=yes ;;
  esac
  case $ac_dashdash$ac_option in
  --) ac_dashdash=yes ;;
'''

OPTION = r'''  -{0} | --{0} | --{0_short} | --{0_shorter})
    ac_prev={0} ;;
  -{0}=* | --{0}=* | --{0_short}=* | --{0_shorter}=*)
    {0}=$ac_optarg ;;
'''

AFTER_OPTIONS = r'''  -help | --help | --hel | --he | -h)
    ac_init_help=long ;;
  -enable-* | --enable-*)
    ac_useropt=`expr "x$ac_option" : 'x-*enable-\([^=]*\)'`
    expr "x$ac_useropt" : ".*[^-+._$as_cr_alnum]" >/dev/null && as_fn_error $? "invalid feature name: $ac_useropt"
    eval enable_$ac_useropt=\$ac_optarg ;;
  -*) as_fn_error $? "unrecognized option: $ac_option" ;;
  *=*)
    ac_envvar=`expr "x$ac_option" : 'x\([^=]*\)='`
    eval $ac_envvar=\$ac_optarg ;;
  *) : "${build_alias=$ac_option} ${host_alias=$ac_option}" ;;
  esac
done
for ac_var in exec_prefix prefix bindir libdir datarootdir
do
  eval ac_val=\$$ac_var
  case $ac_val in
    */ ) ac_val=`expr "X$ac_val" : 'X\(.*[^/]\)' \| "X$ac_val" : 'X\(.*\)'`
      eval $ac_var=\$ac_val ;;
  esac
  case $ac_val in
    [\\/$]* | ?:[\\/]* )  continue;;
    NONE | '' ) case $ac_var in *prefix ) continue;; esac;;
  esac
  as_fn_error $? "expected an absolute directory name for --$ac_var: $ac_val"
done
if test -z "$srcdir"; then
  ac_srcdir_defaulted=yes
  srcdir=.
fi
case $srcdir in
*/) srcdir=`expr "X$srcdir" : 'X\(.*[^/]\)' \| "X$srcdir" : 'X\(.*\)'`;;
esac
if test "$ac_init_help" = "long"; then
  cat <<_ACEOF
HELP
_ACEOF
fi
test -n "$ac_init_help" && exit 0
cat >config.log <<_ACEOF
Started by $as_me with
  $ $0 $*
_ACEOF
exec 5>>config.log
'''

CHECK = r'''
# Does the compiler know function_@?
{ printf "%s\n" "$as_me:${as_lineno-$LINENO}: checking for function_@" >&5
printf %s "checking for function_@... " >&6; }
if test ${ac_cv_func_@+y}
then :
  printf %s "(cached) " >&6
else
  ac_func_save_LIBS=$LIBS
  LIBS="-lsample_@ $LIBS"
  cat >conftest.$ac_ext <<_ACEOF
/* confdefs for $ac_unique_file */
#define function_@ innocuous_function_@
#include <limits.h>
#undef function_@
extern "C" char function_@ (void);
int main (void) { return function_@ (); }
_ACEOF
  if { { ac_try="$ac_link"
case "(($ac_try" in
  *\"* | *\`* | *\\*) ac_try_echo=\$ac_try;;
  *) ac_try_echo=$ac_try;;
esac
eval ac_try_echo="\"\$as_me:${as_lineno-$LINENO}: $ac_try_echo\""
printf "%s\n" "$ac_try_echo"; } >&5
  (eval "$ac_link") 2>conftest.err
  ac_status=$?
  if test -s conftest.err; then
    grep -v '^ *+' conftest.err >conftest.er1
    cat conftest.er1 >&5
  fi
  test $ac_status = 0; } && { test -z "$ac_c_werror_flag" || test ! -s conftest.err; } &&
    test -s conftest$ac_exeext
  then :
    ac_cv_func_@=yes
  else
    printf "%s\n" "$as_me: failed program was:" >&5
    sed 's/^/| /' conftest.$ac_ext >&5
    ac_cv_func_@=no
  fi
  rm -f conftest.err conftest.$ac_objext conftest$ac_exeext conftest.$ac_ext
  LIBS=$ac_func_save_LIBS
fi
{ printf "%s\n" "$as_me:${as_lineno-$LINENO}: result: $ac_cv_func_@" >&5
printf "%s\n" "$ac_cv_func_@" >&6; }
if test "x$ac_cv_func_@" = xyes
then :
  printf "%s\n" "#define HAVE_FUNCTION_@ 1" >>confdefs.h
fi
'''

OPTIONS = ("bindir", "sbindir", "libdir", "libexecdir", "sysconfdir", "sharedstatedir", "localstatedir", "includedir",
           "datarootdir", "datadir", "infodir", "localedir", "mandir", "docdir", "prefix", "program_prefix", "build",
           "host", "target", "srcdir", "cache_file")
FEATURES = [f"  --enable-feature{n:<12} build with feature {n}, which is of use to some [default=no]" for n in range(80)]
HELP = "\n".join([
    "Configures sample 1.0 to adapt to many kinds of systems.", "", "Usage: ./configure [OPTION]... [VAR=VALUE]...", "",
    *(f"  --{option}=DIR".ljust(26) + f"the {option} of the installation" for option in OPTIONS), "", *FEATURES, "",
])


def configure():
    options = "".join(OPTION.replace("{0_shorter}", name[:-2]).replace("{0_short}", name[:-1]).replace("{0}", name)
                      for name in OPTIONS)
    checks = "".join(CHECK.replace("@", str(number)) for number in range(250))
    return HEAD + options + AFTER_OPTIONS.replace("HELP", HELP) + checks


def large(size):
    """The checks as functions over and over, until there are `size` bytes."""
    text, length, number = [], 0, 0
    while length < size:
        text.append(f"check_{number} () {{\n{CHECK.replace('@', str(number))}}}\ncheck_{number} \"$@\" || exit $?\n")
        length += len(text[-1])
        number += 1
    return "".join(text)

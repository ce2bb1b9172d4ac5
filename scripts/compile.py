"""Compiles the reader with mypyc: the modules that `rasad.compiled` names in, one shared library in the package out.

    python scripts/compile.py [--possible | --wanted]

Does nothing where the library of the source as it is now is there; other ones for this Python are removed. `--possible`
and `--wanted` only tell by the exit code whether a C compiler and Python's headers are here, and whether there is
something to compile. CC names another compiler. Needs mypy and, from Python 3.12 on, setuptools.
"""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "src")]
os.environ["RASAD_PURE"] = "1"  # what a library here was made of may be gone

from for_mypyc import rewritten  # noqa: E402

from rasad import compiled  # noqa: E402

# -O1 makes code as fast as -O2 does in half the time: what takes time is Python's own functions, called from here.
FLAGS = ["-O1", "-DNDEBUG", "-fwrapv", "-fPIC", "-fvisibility=hidden", "-w"]

# mypyc gives an unpickled object its fields by setattr, which a frozen dataclass refuses.
RUNTIME = """\
#define CPyPickle_SetState CPyPickle_SetState_by_setattr
%s
#undef CPyPickle_SetState
PyObject *CPyPickle_SetState(PyObject *made, PyObject *state) {
    Py_ssize_t at = 0;
    PyObject *name, *value;
    if (!PyDict_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "pickled by another build of Rasad");
        return NULL;
    }
    while (PyDict_Next(state, &at, &name, &value))
        if (PyObject_GenericSetAttr(made, name, value) < 0)
            return NULL;
    Py_RETURN_NONE;
}
"""
# Where the library starts a module; `rasad.compiled` calls it by this name.
ENTRY = "PyObject *CPyInit_{0}(void);\nPyMODINIT_FUNC PyInit_{0}(void) {{ return CPyInit_{0}(); }}\n"


def main(arguments: list[str]) -> int:
    """The exit code: 0 for done, possible, wanted."""
    target = compiled.library()
    if arguments == ["--wanted"]:
        return 1 if target.exists() else 0
    if arguments == ["--possible"]:
        return 0 if possible() else 1
    if not target.exists():
        begun = time.monotonic()
        build(target)
        print(f"compiled the reader in {time.monotonic() - begun:.0f} s: {target.relative_to(ROOT)}")
    for other in set(compiled.libraries()) - {target}:
        other.unlink()
    return 0


def possible() -> bool:
    """Whether a small extension module can be compiled and linked."""
    with tempfile.TemporaryDirectory() as place:
        trial = Path(place) / "trial.c"
        trial.write_text("#include <Python.h>\nint rasad_trial(void) { return Py_IsInitialized(); }\n")
        try:
            _link([_compile(trial, [])], trial.with_suffix(".so"), quiet=True)
        except (OSError, subprocess.CalledProcessError):
            return False
    return True


def build(target: Path) -> None:
    """Translates, compiles and links; `target` is there whole or not at all."""
    with tempfile.TemporaryDirectory(prefix="rasad-") as place:
        folder = Path(place)
        files = [*_translate(folder), *_runtime(folder)]
        files.sort(key=lambda file: -file.stat().st_size)
        includes = [folder, _mypyc_headers()]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            objects = list(pool.map(lambda file: _compile(file, includes), files))
        fresh = target.with_suffix(".new")
        _link(objects, folder / "reader", quiet=False)
        shutil.copy(folder / "reader", fresh)
        fresh.replace(target)


def _translate(folder: Path) -> list[Path]:
    """The C files of all modules, made by mypyc from a rewritten copy of the source."""
    from mypyc.build import mypyc_build
    from mypyc.options import CompilerOptions

    sources = set(compiled.sources().values())
    base = compiled.PACKAGE.parent
    for file in compiled.PACKAGE.rglob("*.py"):
        copy = folder / "src" / file.relative_to(base)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text("utf-8")
        copy.write_text(rewritten(text) if file in sources else text, "utf-8")
    settings = folder / "mypy.ini"
    settings.write_text("[mypy]\nmypy_path = .\nnamespace_packages = True\nexplicit_package_bases = True\n")
    options = CompilerOptions(multi_file=True, target_dir=str(folder), group_name=compiled.GROUP)
    names = [str(file.relative_to(base)) for file in sorted(sources)]
    before = Path.cwd()
    os.chdir(folder / "src")
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            _, groups, _ = mypyc_build(["--config-file", str(settings), *names], options)
    except SystemExit:
        print(said.getvalue(), file=sys.stderr)
        raise
    finally:
        os.chdir(before)
    return [Path(file) for files, _ in groups for file in files]


def _runtime(folder: Path) -> Iterable[Path]:
    """mypyc's own C code in one file, and the entries of all modules in another."""
    from mypyc.common import RUNTIME_C_FILES

    runtime, entries = folder / "runtime.c", folder / "entries.c"
    runtime.write_text(RUNTIME % "\n".join(f'#include "{name}"' for name in RUNTIME_C_FILES))
    names = map(compiled.entry, compiled.sources())
    entries.write_text("#include <Python.h>\n" + "".join(map(ENTRY.format, names)))
    return runtime, entries


def _mypyc_headers() -> Path:
    from mypyc.build import include_dir

    return Path(include_dir())


def _compile(file: Path, includes: Iterable[Path]) -> Path:
    made = file.with_suffix(".o")
    places = [f"-I{place}" for place in (*includes, sysconfig.get_path("include"))]
    command = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    subprocess.run(
        [*command, *FLAGS, *places, "-c", str(file), "-o", str(made)], check=True, capture_output=True
    )
    return made


def _link(objects: Iterable[Path], target: Path, quiet: bool) -> None:
    """Links with the compiler that compiled."""
    given = shlex.split(sysconfig.get_config_var("LDSHARED") or "cc -shared")
    if chosen := os.environ.get("CC"):
        given[:1] = shlex.split(chosen)
    subprocess.run([*given, *map(str, objects), "-o", str(target)], check=True, capture_output=quiet)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

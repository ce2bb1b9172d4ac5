import os
import pickle
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from rasad.errors import ConfigurationError, DataError
from rasad.kit import DATA, Kit, build_kit, cache, load_kit
from rasad.kit.check import check_kit
from rasad.text.words import find_words


@pytest.fixture(scope="module")
def kit():
    return build_kit()


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.delenv("RASAD_NO_CACHE", raising=False)
    return tmp_path / "caches" / "rasad"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        room, _, rest = name.partition("__")
        path = folder / room / rest.replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def senses(kit: Kit, text: str) -> set[str]:
    return {f"{s.kind} {s.key}" for hit in kit.lexicon.match(text, find_words(text)) for s in hit.senses}


def test_the_kit_is_frozen_and_pickles(kit):
    again = pickle.loads(pickle.dumps(kit))
    assert again.events == kit.events and again.places == kit.places and again.lexicon.patterns == kit.lexicon.patterns
    with pytest.raises(AttributeError):
        kit.means = {}


def test_a_spawned_process_reads_with_the_kit_it_is_sent(kit, tmp_path):
    path = tmp_path / "kit.pickle"
    path.write_bytes(pickle.dumps(kit))
    script = "import pickle, sys; k = pickle.load(open(sys.argv[1], 'rb')); print(len(k.lexicon.patterns), len(k.places.places))"
    out = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True).stdout
    assert out.split() == [str(len(kit.lexicon.patterns)), str(len(kit.places.places))]


# the cache


def value_of(key, made, calls):
    def build():
        calls.append(key)
        return made

    return cache.cached(key, dict, build)


def test_the_cache_keeps_what_was_built(home):
    calls = []
    assert value_of("a", {"x": 1}, calls) == value_of("a", {"x": 2}, calls) == {"x": 1}
    assert calls == ["a"]
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    (entry,) = home.iterdir()
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600


def test_no_cache_is_used_where_it_is_turned_off(home, monkeypatch):
    monkeypatch.setenv("RASAD_NO_CACHE", "1")
    calls = []
    value_of("a", {}, calls), value_of("a", {}, calls)
    assert calls == ["a", "a"] and not home.exists()


@pytest.mark.parametrize("spoil", ["cut", "turned", "empty", "foreign", "link"])
def test_a_spoilt_entry_is_built_again(home, spoil):
    calls = []
    value_of("a", {"x": 1}, calls)
    (entry,) = home.iterdir()
    raw = entry.read_bytes()
    if spoil == "link":
        entry.rename(home / "elsewhere")
        entry.symlink_to(home / "elsewhere")
    else:
        changed = {"cut": raw[:-3], "turned": raw[:-1] + b"\0", "empty": b"", "foreign": pickle.dumps({"x": 9})}[spoil]
        entry.write_bytes(changed)
    assert value_of("a", {"x": 2}, calls) == {"x": 2} and calls == ["a", "a"]
    assert value_of("a", {"x": 3}, calls) == {"x": 2}


@pytest.mark.parametrize("of", ["folder", "entry"])
def test_what_others_may_write_is_not_loaded(home, of):
    calls = []
    value_of("a", {"x": 1}, calls)
    (entry,) = home.iterdir()
    (home if of == "folder" else entry).chmod(0o777)
    assert value_of("a", {"x": 2}, calls) == {"x": 2}


def test_a_value_of_another_kind_is_built_again(home):
    calls = []
    cache.cached("a", list, lambda: [1])
    assert value_of("a", {"x": 2}, calls) == {"x": 2}


def test_a_home_that_cannot_be_written_works(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    calls = []
    assert value_of("a", {"x": 1}, calls) == {"x": 1}


def test_a_value_that_does_not_pickle_leaves_nothing_behind(home):
    made = {"x": lambda: 1}
    assert cache.cached("a", dict, lambda: made) is made
    assert list(home.iterdir()) == []


def test_old_entries_go(home):
    for n in range(10):
        value_of(f"k{n}", {}, [])
    assert len(list(home.iterdir())) <= 6


def test_the_stamp_changes_with_the_files(tmp_path):
    write(tmp_path, words__a__toml="x = 1")
    one = cache.stamp((tmp_path,))
    assert one == cache.stamp((tmp_path,))
    os.utime(tmp_path / "words" / "a.toml", ns=(1, 1))
    two = cache.stamp((tmp_path,))
    write(tmp_path, words__b__toml="")
    assert len({one, two, cache.stamp((tmp_path,)), cache.stamp(())}) == 4


def test_load_kit_comes_from_the_cache_the_second_time(home, monkeypatch):
    one = load_kit()
    monkeypatch.setattr("rasad.kit.build_kit", lambda overlays=(): pytest.fail("built again"))
    two = load_kit()
    assert one is not two and one.events == two.events


# a user's folder over the built-in one


def test_a_folder_adds_and_replaces(tmp_path, kit):
    name = next(p for p in kit.places.places.values() if p.kind == "town")
    write(
        tmp_path,
        words__mine__toml='[[class]]\nid = "light.launch"\nverbs = ["زأبق|يزأبق"]\n[[class]]\nid = "mine"\nwords = ["خنفشار"]\n',
        events__mine__toml=(
            '[[trigger]]\nid = "zap"\ntype = "shelling"\nframe = "attack"\nverbs = ["زقلط|يزقلط"]\n'
            '[[trigger]]\nid = "bombard"\ntype = "shelling"\nframe = "attack"\nnouns = ["طقطقان"]\n'
            '[[means]]\nid = "catapult"\nkind = "ground"\nnouns = ["منجنيق|مجانيق"]\n'
        ),
        actors__actors__toml='[[actor]]\nid = "zed"\nname_en = "Zed"\nname_ar = "زد"\nkind = "militia"\ninter = "Rebel group"\n',
        actors__aliases__csv="actor,alias,kind,country,from,until,note\nzed,كتيبة الزد,name,,,,\nzed,داعش,name,,,,\n",
        figures__people__toml='[[people]]\nid = "archer"\nsingular = "نبال"\nplurals = ["نبالون"]\nkind = "fighter"\nactor = ""\n',
        places__mine__csv=f"id,name,kind,lat,lon,country,source\n{name.id},خربة الزرزور,town,{name.lat},{name.lon},{name.country},mine\n",
    )
    own = build_kit((tmp_path,))
    assert {"word light.launch"} <= senses(own, "زابق") and "word mine" in senses(own, "خنفشار")
    assert "word light.launch" in senses(own, "شن")
    assert "trigger zap/v/pms" in senses(own, "زقلط")
    assert "trigger bombard/n/s" in senses(own, "طقطقان")
    assert not any(s.startswith("trigger bombard/") for s in senses(own, "قصف"))
    assert any(s.startswith("trigger bombard/") for s in senses(kit, "قصف"))
    assert "means catapult" in senses(own, "مجانيق")
    assert "people نبالون" in senses(own, "نبالون")
    assert f"place {name.id}" in senses(own, "خربه الزرزور") and own.places.places[name.id].name == "خربة الزرزور"
    actors = {own.actors.aliases[int(s.split()[1])].actor for s in senses(own, "داعش") if s.startswith("actor ")}
    assert actors == {"zed"}


def test_a_class_can_be_replaced(tmp_path):
    write(tmp_path, words__mine__toml='[[class]]\nid = "light.witness"\nreplace = true\nwords = ["خنفشار"]\n')
    own = build_kit((tmp_path,))
    assert "word light.witness" in senses(own, "خنفشار") and "word light.witness" not in senses(own, "شهد")


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"words__a__toml": '[[class]]\nname = "x"\n'}, r"a\.toml:1: unknown key name"),
        ({"words__a__toml": '[[class]]\nid = "x"\nwords = "قصف"\n'}, r"a\.toml:1: words must be a list"),
        ({"words__a__toml": '[[class]\nid = "x"\n'}, r"a\.toml:1: not valid TOML"),
        ({"events__a__toml": '\n[[trigger]]\nid = "x"\ntype = "y"\nframe = "attack"\n'}, r"a\.toml:2: unknown event type y"),
        ({"events__a__toml": '[[means]]\nid = "x"\nkind = "k"\n[[means]]\nid = "x"\nkind = "k"\n'}, r"a\.toml:4: means x stands twice"),
        ({"actors__aliases__csv": "actor,alias,kind\nnobody,س,name\n"}, r"aliases\.csv:2: nobody is no actor"),
        ({"places__a__csv": "id,name,kind,lat,lon,source\nx,س,town,1,1,me\n"}, r"a\.csv:2: a town needs a country"),
        ({"text__spelling__toml": ""}, r"spelling\.toml:1: text/spelling.toml cannot be laid over"),
        ({"words__marks__toml": ""}, r"marks\.toml:1: words/marks.toml cannot be laid over"),
    ],
)
def test_a_fault_of_a_folder_names_file_and_line(tmp_path, home, files, fault):
    with pytest.raises(DataError, match=fault):
        load_kit((write(tmp_path / "mine", **files),))


def test_a_folder_that_is_no_kit_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="no such folder"):
        load_kit((tmp_path / "none",))
    with pytest.raises(ConfigurationError, match="holds none of"):
        load_kit((tmp_path,))


# the checks


def test_the_built_in_kit_has_no_fault():
    assert [line for line in check_kit() if ": note: " not in line] == []


def test_all_faults_are_told(tmp_path):
    write(
        tmp_path,
        words__a__toml='[[class]]\nid = "x"\nverbs = ["قصف"]\n\n[[class]]\nid = "y"\nodd = 1\n\n[[class]]\nid = "z"\nwords = ["ثلج"]\n',
        actors__aliases__csv="actor,alias,kind\nnobody,س,name\nisis,ص,strange\n",
        actors__actors__toml=(
            '[[actor]]\nid = "p"\nname_en = "P"\nname_ar = "ب"\nkind = "odd"\ninter = "Rebel group"\n\n'
            '[[actor]]\nid = "q"\nname_en = "Q"\nname_ar = "ق"\nkind = "militia"\ninter = "Rebel group"\nparents = ["p"]\n'
        ),
    )
    before = sorted(p.read_bytes() for p in tmp_path.rglob("*.*"))
    found = [line.removeprefix(f"{tmp_path}/") for line in check_kit(tmp_path)]
    starts = ["words/a.toml:1: verb", "words/a.toml:5: unknown key odd", "actors/actors.toml:1: unknown kind odd"]
    starts += ["actors/aliases.csv:2: nobody is no actor", "actors/aliases.csv:3: unknown kind strange"]
    for start in starts:
        assert any(line.startswith(start) for line in found), (start, found)
    assert not any("points to p" in line for line in found)
    assert sorted(p.read_bytes() for p in tmp_path.rglob("*.*")) == before


def test_a_trigger_aimed_at_an_unknown_actor_is_a_fault(tmp_path):
    trigger = '[[trigger]]\nid = "{}"\ntype = "protest"\nframe = "demonstrate"\nnouns = ["{}"]\nagainst = "{}"\n'
    own = '[[actor]]\nid = "q"\nname_en = "Q"\nname_ar = "ق"\nkind = "militia"\ninter = "Rebel group"\n'
    told = (("one", "خنفشار", "nobody"), ("two", "زقلوط", "israel"), ("three", "طرطقان", "q"))
    write(tmp_path, events__a__toml="\n".join(trigger.format(*t) for t in told), actors__actors__toml=own, actors__aliases__csv="actor,alias,kind\nq,قققق,name\n")
    found = [line.removeprefix(f"{tmp_path}/") for line in check_kit(tmp_path)]
    assert [line for line in found if ": note: " not in line] == ["events/a.toml:1: against: unknown actor nobody"]


def test_what_no_loader_sees_is_told(tmp_path):
    write(
        tmp_path,
        words__a__toml='[[class]]\nid = "x"\nwords = ["کتاب"]\n[[class]]\nid = "light.mine"\nverbs = ["زقلط|يزقلط"]\n[[class]]\nid = "v"\nwords = ["كِتاب"]\n',
        events__a__toml='[[trigger]]\nid = "zap"\ntype = "shelling"\nframe = "attack"\nverbs = ["زقلط|يزقلط"]\nneeds = ["place", "nowhere"]\nbars = ["x"]\n',
        events__a__examples__toml='[[must]]\ntrigger = "zap"\ntext = "زقلط"\n[[must]]\ntrigger = "zip"\ntext = "زقلط"\n',
    )
    found = [line.removeprefix(f"{tmp_path}/") for line in check_kit(tmp_path)]
    assert "events/a.toml:1: needs: no class, means or mark named nowhere" in found
    assert "words/a.toml:1: 'کتاب' holds U+06A9, no letter of Arabic" in found
    assert any(line.startswith("words/a.toml:7: note: ") and "marks" in line for line in found)
    assert any(line.startswith("events/a.toml:1: note: ") and "of zap are also light.mine" in line for line in found)
    assert "events/a.examples.toml:1: note: no [[must_not]] entry" in found
    assert "events/a.toml:1: note: zap has no [[must_not]] example" in found
    assert "events/a.examples.toml:4: note: zip is no trigger of the file beside" in found


def test_a_whole_kit_elsewhere_is_checked(tmp_path):
    import shutil

    shutil.copytree(DATA, tmp_path / "kit")
    (tmp_path / "kit" / "words" / "bad.toml").write_text("[[class]]\nnote = 'x'\n", "utf-8")
    (fault,) = check_kit(tmp_path / "kit")
    assert fault == f"{tmp_path}/kit/words/bad.toml:1: missing key id"


def test_the_commands_print_what_was_found(tmp_path):
    from click.testing import CliRunner

    from rasad.cli import main

    write(tmp_path / "good", words__a__toml='[[class]]\nid = "mine"\nwords = ["خنفشار", "كِتاب"]\n')
    good = CliRunner().invoke(main, ["kit", "check", str(tmp_path / "good")])
    assert good.exit_code == 0 and "a.toml:1: note: " in good.stdout and "0 fault(s), 1 note(s)" in good.stderr
    write(tmp_path / "bad", words__a__toml='[[class]]\nwords = ["خنفشار"]\n')
    bad = CliRunner().invoke(main, ["kit", "check", "--no-notes", str(tmp_path / "bad")])
    assert bad.exit_code == 1 and "a.toml:1: missing key id" in bad.stdout
    (tmp_path / "a.txt").write_text("رأى السكان خنفشار في الساحة القديمة قرب المدرسة صباح اليوم.", "utf-8")
    stats = CliRunner().invoke(main, ["kit", "stats", str(tmp_path / "a.txt"), "--top", "0", "--kit", str(tmp_path / "good")])
    assert stats.exit_code == 0, stats.output
    assert "1 document, 0 event mentions" in stats.stdout
    assert ["1", "mine"] in [line.split() for line in stats.stdout.splitlines()]

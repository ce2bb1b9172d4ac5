from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

import rasad
from rasad.errors import DataError
from rasad.kit.actors import Actors, load_actors
from rasad.kit.text import TextData, load_text

DATA = Path(rasad.__path__[0]) / "data"

_IDS = """
syria_gov syria_4th_division russia iran iraq_gov usa israel turkey jordan lebanon_gov intl_coalition yemen_gov
saudi_coalition sudan_saf libya_gnu libya_lna syria_transitional uk iran_backed_militias irgc quds_force fatemiyoun
zainabiyoun hezbollah_lb kataib_hezbollah pmf iraq_resistance liwa_baqir abu_fadl_abbas ndf houthis sdf asayish isis
hts sna syria_opposition faylaq_5 hamas pij rsf pkk tribal_fighters local_gunmen civilians journalists medics
smugglers unknown ahrar_al_sham al_qaeda ansar_bayt_maqdis ansar_sharia_libya arab_league armed_residents
asaib_ahl_al_haq assad_loyalists companies criminals diplomats division_30 egypt_gov fatah faylaq_rahman
foreign_fighters foreign_states foreigners france gaddafi_regime gaza_salafists giants_brigades icrc intl_community
iraqi_factions israeli_settlers jaish_islam kurdish_forces libya_dawn libya_islamists libya_local_fighters
libya_recognized_gov libya_tripoli_gov local_authorities nusra opcw palestinian_authority palestinian_factions
peshmerga political_party pro_syria_gov_militias public_figure qassam_brigades rights_groups saleh_forces
saraya_salam saudi_arabia sleeper_cells south_sudan_gov south_sudan_rebels suwayda_factions syria_republican_guard un
white_helmets yemen_joint_forces yemen_popular_resistance yemen_stc ypg
"""
CODEBOOK = _IDS.split()


@pytest.fixture(scope="module")
def text() -> TextData:
    return load_text(DATA / "text")


@pytest.fixture(scope="module")
def actors(text: TextData) -> Actors:
    return load_actors(DATA / "actors", text.spelling, text.paradigms)


def test_every_actor_is_scored_as_an_actor_of_the_codebook(actors: Actors) -> None:
    assert set(CODEBOOK) <= set(actors.rows)
    assert {actor.scored_as for actor in actors.rows.values()} == set(CODEBOOK)
    assert all(actors.rows[id].scored_as == id for id in CODEBOOK)


def test_the_lists_are_wide(actors: Actors) -> None:
    assert len(actors.rows) > 250
    assert len(actors.aliases) > 5000
    assert {"SY", "IQ", "YE", "LY", "LB", "PS", "SD", "EG"} <= set(actors.home)


def test_who_does_no_violence_is_known(actors: Actors) -> None:
    for id in ("civilians", "journalists", "medics", "white_helmets", "rights_groups"):
        assert actors.rows[id].unarmed
    assert not any(actors.rows[id].unarmed for id in ("isis", "protesters", "un", "syria_gov", "unknown"))


def test_air_powers_are_known(actors: Actors) -> None:
    for id in ("israel", "usa", "intl_coalition", "russia", "saudi_coalition"):
        assert actors.rows[id].air
    assert not actors.rows["isis"].air and not actors.rows["houthis"].air


@pytest.mark.parametrize(
    ("form", "actor", "kind"),
    [
        ("داعش", "isis", "name"),
        ("تنظيم الدوله", "isis", "name"),
        ('تنظيم "الدوله"', "isis", "name"),
        ("مليشيات الحوثي", "houthis", "name"),
        ("عبدالملك الحوثي", "houthis", "person"),
        ('"حزب الله" العراقي', "kataib_hezbollah", "name"),
        ("تل ابيب", "israel", "country"),
        ("جيش", "home", "none"),
        ("الجيش", "home", "local"),
        ("مجهولين", "unknown", "generic"),
    ],
)
def test_a_form_names_its_actor(actors: Actors, form: str, actor: str, kind: str) -> None:
    found = {(alias.actor, alias.kind) for alias in actors.aliases if alias.form == form}
    assert ((actor, kind) in found) == (kind != "none")


def test_adjectives_are_inflected_and_tell_their_number(actors: Actors) -> None:
    numbers = {a.form: a.number for a in actors.aliases if a.actor == "houthis" and a.kind == "adjective"}
    assert numbers["حوثي"] == "s" and numbers["حوثيه"] == "s"
    assert numbers["حوثيون"] == "p" and numbers["حوثيين"] == "p"


def test_singulars_that_also_modify_a_noun_say_so(actors: Actors) -> None:
    notes = {a.form: a.note for a in actors.aliases if a.actor == "local_gunmen" and a.kind == "generic"}
    assert notes["مسلح"] == "attributive"
    assert notes["مسلحين"] == "inflect"


def test_heads(actors: Actors) -> None:
    heads = dict(actors.head_words)
    assert actors.heads[heads["مقاتلات"]].implies_air
    assert actors.heads[heads["مليشيات"]].cls == "group"
    assert actors.heads[heads["وزاره الدفاع"]].cls == "government"
    assert actors.heads[heads["مقر"]].cls == "facility"
    assert dict(actors.link_words)["تابعه"] == "owner"


def test_keys_are_indexes(actors: Actors) -> None:
    for form, key in actors.forms():
        assert actors.aliases[int(key)].form == form
    assert {row.sense.kind for row in actors.lexicon_rows()} == {"actor", "actorhead", "actorlink"}


def test_forms_are_folded_and_hold_no_blank_at_their_ends(actors: Actors) -> None:
    for alias in actors.aliases:
        assert alias.form == alias.form.strip() and not set(alias.form) & set("أإآىةؤئ")


def test_pickles(actors: Actors) -> None:
    assert pickle.loads(pickle.dumps(actors)) == actors


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        ("aliases.csv", "nobody,اسم,name,,,,", "nobody is no actor"),
        ("aliases.csv", "isis,داعش,name,,,,", "already"),
        ("aliases.csv", "israel,داعش,name,,,,", "already"),
        ("aliases.csv", "isis,داعشی,name,,,,", "plain Arabic letters"),
        ("aliases.csv", "isis,اسم,nome,,,,", "unknown kind"),
        ("aliases.csv", "isis,اسم,name,Syria,,,", "ISO 3166"),
        ("aliases.csv", "isis,اسم,name,,2024-13-01,,", "must be a day"),
        ("aliases.csv", "isis,اسم,name,,2024-02-01,2024-01-01,", "comes after"),
        ("aliases.csv", "isis,{nothing} اسم,name,,,,", "no variants"),
        ("heads.toml", '[[head]]\nid = "x"\nclass = "odd"\nwords = []', "unknown class"),
        ("heads.toml", '[[head]]\nid = "x"\nclass = "air"\nwords = ["طيران"]', "already"),
        ("actors.toml", '[[actor]]\nid = "x"', "missing key"),
        (
            "actors.toml",
            '[[actor]]\nid="x"\nname_en="x"\nname_ar="x"\nkind="generic"\ninter="Civilians"\nparents=["x"]',
            "part of itself",
        ),
    ],
)
def test_faults_point_at_their_line(
    tmp_path: Path, text: TextData, file: str, line: str, message: str
) -> None:
    folder = shutil.copytree(DATA / "actors", tmp_path / "actors")
    path = folder / file
    before = path.read_text("utf-8").rstrip("\n")
    path.write_text(f"{before}\n{line}\n", "utf-8")
    with pytest.raises(DataError, match=message) as caught:
        load_actors(folder, text.spelling, text.paradigms)
    where = before.count("\n") + 2
    assert str(caught.value).startswith(f"{path}:{where}: ")

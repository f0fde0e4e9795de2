"""font.py PACKAGE: makes the page's font of the npm package `pretendard`, unpacked in the folder PACKAGE.

The font holds the characters of the page's own texts, under a name of its own: that of the original is reserved. What only texts need
that seldom come first, those of lessons and of tables, is a second file, which browsers load when such a character is there.
"""

import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

NAME = "Cutover Sans"
ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "static" / "fonts"
# Where the page's texts stand; tests/it/font.rs reads the same.
TEXTS = ["index.html", *(f"src/{layer}" for layer in ("scenario", "manifest", "i18n", "view", "web"))]
# Letters of the tables that a first visit shows: the panel's settings. tests/browser/font.test.mjs asks that these are all.
SHOWN_FIRST = set("객곱깥근끄될양올잰")
# Other texts, by folder and ending; no first visit shows what only they have.
LATER = [("lessons", "*.md"), ("src", "*.txt")]
# What the reader says, and the page when something is wrong: the same. tests/it/font.rs names the same.
ALSO_LATER = [
    "src/i18n/bench.rs",
    "src/i18n/lesson/",
    "src/i18n/links/",
    "src/i18n/note.rs",
    "src/i18n/oncall/",
    "src/i18n/page/learn.rs",
    "src/i18n/page/manifest.rs",
    "src/i18n/plan.rs",
    "src/i18n/preset/card.rs",
    "src/i18n/problem.rs",
    "src/i18n/terminal.rs",
    "src/manifest/",
    "src/view/reader/",
    "src/view/tutor/",
]
# One weight: browsers make the bolder ones of it. The letters of all weights together would be as large again.
WEIGHT = 400


def files():
    """Where the texts stand: those of a first visit, and those that come later."""
    all_of = lambda path: [path] if path.is_file() else sorted(path.rglob("*.rs"))
    texts = [file for place in TEXTS for file in all_of(ROOT / place)]
    late = [file for file in texts if str(file.relative_to(ROOT)).startswith(tuple(ALSO_LATER))]
    tables = [file for folder, ending in LATER for file in sorted((ROOT / folder).rglob(ending))]
    return [file for file in texts if file not in late], late + tables


def printable(files):
    """Every printable character that stands in them."""
    found = set().union(*(file.read_text(encoding="utf-8") for file in files))
    return {character for character in found if ord(character) >= 0x20}


def characters():
    """What a first visit shows, and ASCII."""
    return printable(files()[0]) | set(map(chr, range(0x20, 0x7F))) | SHOWN_FIRST


def later_characters():
    """Those that only other texts have."""
    return printable(files()[1]) - characters()


def rename(font):
    """Calls the font by its own name wherever it says one; the copyright and the licence stay."""
    names = {1: NAME, 2: "Regular", 3: f"{NAME} 1", 4: NAME, 6: NAME.replace(" ", "")}
    kept = [record for record in font["name"].names if record.nameID in (0, 13, 14) and record.platformID == 3]
    font["name"].names = kept
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    # It tells styles of a family apart, and there is one.
    del font["STAT"]


def make(package, name, wanted):
    """Writes the font file called `name` with these characters and, beside it, what it holds, for whoever reads no fonts."""
    font = TTFont(package / "public" / "variable" / "PretendardVariable.ttf", recalcTimestamp=False)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHT})
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["kern", "tnum", "ccmp", "locl"]
    options.hinting = False
    options.name_IDs = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in wanted])
    subsetter.subset(font)
    rename(font)
    FONTS.mkdir(exist_ok=True)
    subset.save_font(font, FONTS / f"{name}.woff2", options)
    held = "".join(sorted(map(chr, font.getBestCmap())))
    (FONTS / f"{name}.txt").write_text(held + "\n", encoding="utf-8")
    size = (FONTS / f"{name}.woff2").stat().st_size
    print(f"static/fonts/{name}.woff2: {len(held)} characters, {size} bytes")
    return held


def main():
    package = Path(sys.argv[1]) / "dist"
    make(package, "cutover-sans", characters())
    held = make(package, "cutover-sans-more", later_characters())
    codes = ",".join(f"U+{ord(character):X}" for character in held)
    (ROOT / "static" / "more-letters.css").write_text(
        "/* Made by tests/tools/font.py: letters that no first visit shows are loaded when they come. */\n"
        "@font-face {\n"
        f'  font-family: "{NAME}";\n'
        '  src: url("fonts/cutover-sans-more.woff2") format("woff2");\n'
        "  font-display: swap;\n"
        f"  unicode-range: {codes};\n"
        "}\n",
        encoding="utf-8",
    )
    shutil.copyfile(package / "LICENSE.txt", FONTS / "LICENSE.txt")


if __name__ == "__main__":
    main()

#!/usr/bin/env bash
# Cuts the fonts of this folder out of their sources, down to what the book needs. Run by hand when a sign is missing.
#
#   subset.sh OPEN_SANS_AND_SOURCE_CODE_PRO STIX_TWO_MATH NOTO_SANS_CJK
#
# Needs fonttools and brotli (PyPI). The arguments: the folder front-end/fonts of the package mdbook-html 0.5.4,
# stix-two-math-latin-400-normal.woff2 of @fontsource/stix-two-math (npm), and NotoSansCJK-Regular.ttc of Debian's
# fonts-noto-cjk.
set -euo pipefail
text_fonts=$1 math_font=$2 han_font=$3
cd "$(dirname "$0")"

cut() {
  local from=$1 to=$2 ranges=$3
  shift 3
  pyftsubset "$from" --output-file="$to" --flavor=woff2 --no-hinting --desubroutinize --unicodes="$ranges" "$@"
}

latin="U+20-7E,U+A0-FF,U+131,U+152,U+153,U+2C6,U+2DA,U+2DC,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2032,U+2033,U+2039,U+203A,U+20AC,U+2122"
signs="U+3A3,U+3B1-3C9,U+2190-2193,U+2202,U+2211,U+2212,U+221A,U+221E,U+2248,U+2260,U+2264,U+2265"
for style in regular italic 700; do
  cut "$text_fonts/open-sans-v17-all-charsets-$style.woff2" "open-sans-$style.woff2" "$latin,$signs" --layout-features='kern,liga,mark,locl,tnum,lnum'
done
cut "$text_fonts/source-code-pro-v11-all-charsets-500.woff2" source-code-pro-500.woff2 \
  "$latin,$signs,U+175,U+177,U+300-304,U+2044,U+2070-209C,U+2113,U+2153,U+2500-257F,U+2588,U+2713,U+1D48,U+1D4F" --layout-features=''

# The MATH table stays, and with it every size and piece of the brackets, roots and braces.
cut "$math_font" stix-two-math.woff2 "U+20-7E,U+A0,U+AC,U+AF,U+B1,U+B7,U+D7,U+F7,U+2C6,U+2DC,U+302,U+303,U+304,U+338,\
U+391-3A9,U+3B1-3C9,U+3D1,U+3D5,U+3F5,U+2013,U+2014,U+2016,U+2019,U+2026,U+2032,\
U+203E,U+2061-2064,U+20D7,U+210E,U+2112,U+2113,U+2115,U+2119,U+211D,U+2124,\
U+2190-2194,U+21A6,U+21D2,U+21D4,U+2200,U+2202,U+2203,U+2207-2209,U+220F,U+2211,\
U+2212,U+2215,U+2217,U+2218,U+221A,U+221D,U+221E,U+2223,U+2225,U+2227-222B,U+2234,\
U+223C,U+2248,U+2254,U+2260,U+2261,U+2264,U+2265,U+226A,U+226B,U+2282,U+2286,U+2295,\
U+2297,U+2299,U+22A4,U+22A5,U+22C5,U+22EE,U+22EF,U+22F1,U+2308-230B,U+23DE,U+23DF,\
U+25A1,U+27E8,U+27E9,U+27F6,U+27F9,U+1D400-1D454,U+1D456-1D467,U+1D49F,U+210B,\
U+1D4A9,U+1D4B3,U+1D4B4,U+FE00,U+1D53C,U+1D5B3,U+1D7CE-1D7D9,U+1D6A4,U+1D6A5,U+1D6E4,U+1D6E5,\
U+1D6E9,U+1D6EC,U+1D6F1,U+1D6F4,U+1D6F7,U+1D6F9,U+1D6FA,U+1D6FC-1D71B" --layout-features=''

# The Chinese signs that stand in the text, and no others: fonts.css must name the same ones.
signs=$(cat ../../en/*.md | grep -oP '[\p{Han}，。、：；（）]' | sort -u | tr -d '\n')
pyftsubset "$han_font" --font-number=2 --output-file=noto-sans-sc.woff2 --flavor=woff2 --no-hinting --desubroutinize \
  --layout-features='' --text="$signs"
python3 - "$signs" <<'PYTHON'
import re, sys
ranges = ", ".join(f"U+{ord(sign):X}" for sign in sys.argv[1])
css = open("fonts.css").read()
open("fonts.css", "w").write(re.sub(r"unicode-range: [^;]*;", f"unicode-range: {ranges};", css))
PYTHON

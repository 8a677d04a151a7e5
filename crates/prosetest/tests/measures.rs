//! What is said of speeds, distances and temperatures: units of several words, and what follows a unit.

use prosetest::{
    Answer, Code, Coverage, Dimension, Input, Oracle, Page, Rules, Unit, Units, Value,
};

/// The sky and the room.
struct Sky;

impl Oracle for Sky {
    fn evaluate(&self, code: &Code, inputs: &[Vec<Input>]) -> Vec<Answer> {
        let quantity = |dimension, value| Value::Quantity { value, dimension };
        let value = match code.text.as_str() {
            "WALK" => quantity(0, 1.5),
            "TWO" => quantity(0, 2.0),
            "LIGHT" => quantity(0, 299_792_458.0),
            "EARTH_ORBIT" => quantity(0, 29_780.0),
            "ROOM" => quantity(1, 21.5),
            "MARS" => quantity(1, -63.0),
            "MOON" => quantity(2, 384_399.5),
            "PROXIMA" => quantity(2, 4.2465 * 9.460_730_472_580_8e12),
            "HUGE" => Value::Number(384_399.5),
            "PEOPLE" => Value::Number(8.119e9),
            "PLANETS" => Value::Number(8.0),
            "SEVEN" => Value::Number(7.0),
            "BIG" => Value::Number(f64::from(f32::MAX)),
            "TRILLION" => Value::Number(1_234_567_890_123.0),
            "MANY" => Value::Number(9_007_199_254_740_992.0),
            other => panic!("{other} is no name of this world"),
        };
        vec![Answer::Values(vec![value]); inputs.len()]
    }

    fn include(&self, path: &str) -> Result<(), String> {
        Err(format!("there is no {path}"))
    }
}

fn units() -> Units {
    let speed = [
        Unit::new(&["metre per second", "metres per second", "m/s"], 1.0),
        Unit::new(
            &["kilometre per hour", "kilometres per hour", "km/h"],
            1.0 / 3.6,
        ),
    ];
    let squared = ["metre per second squared", "metres per second squared"];
    let length = [
        Unit::new(&["kilometre", "kilometres", "km"], 1.0),
        Unit::new(&["light-year", "light-years"], 9.460_730_472_580_8e12),
        Unit::new(&["metre", "metres", "m"], 0.001),
    ];
    let dimensions = [
        Dimension::new("speed", speed),
        Dimension::new("temperature", [Unit::new(&["°C"], 1.0)]),
        Dimension::new("length", length),
        Dimension::new("acceleration", [Unit::new(&squared, 1.0)]),
    ];
    Units::new(dimensions).expect("units with names of their own")
}

const FALSEHOODS: &[&str] = &[
    "[$384{,}399.4$](= \"HUGE\")",
    "[$-(384{,}399.5)$](= \"HUGE\")",
    "[384,399.5 km/s](= \"MOON\")",
    "[384,399.5 km/day](= \"MOON\")",
    "[384,399.5 kilometres/hour](= \"MOON\")",
    "[384,399.5 km·s](= \"MOON\")",
    "[384,399.5 km-hours](= \"MOON\")",
    "[384,399.5 kilometres an hour](= \"MOON\")",
    "[384,399.5 sq km](= \"MOON\")",
    "[384,399,500 m/h](= \"MOON\")",
    "[1.5 m/s/s](= \"WALK\")",
    "[1.5 m/s/kg](= \"WALK\")",
    "[1.5 m/s ÷ kg](= \"WALK\")",
    "| d (km/s) |\n| --- |\n| [384,399.5](= \"MOON\") |",
    "| km/day |\n| --- |\n| [384,399.5](= \"MOON\") |",
    "| km an hour |\n| --- |\n| [384,399.5](= \"MOON\") |",
    "| per km |\n| --- |\n| [384,399.5](= \"MOON\") |",
    "| inverse km |\n| --- |\n| [384,399.5](= \"MOON\") |",
    "| log km |\n| --- |\n| [384,399.5](= \"MOON\") |",
    "| √km |\n| --- |\n| [384,399.5](= \"MOON\") |",
    "| km² |\n| --- |\n| [384,399.5](= \"MOON\") |",
    "| km⁻¹ |\n| --- |\n| [384,399.5](= \"MOON\") |",
    "| 1/km |\n| --- |\n| [384,399.5](= \"MOON\") |",
    "| m/s/s |\n| --- |\n| [1.5](= \"WALK\") |",
    "| m/s per kg |\n| --- |\n| [1.5](= \"WALK\") |",
    "| speed (m/s) squared |\n| --- |\n| [1.5](= \"WALK\") |",
    "| log(m/s) |\n| --- |\n| [1.5](= \"WALK\") |",
    "| °C/s |\n| --- |\n| [21.5](= \"ROOM\") |",
    "| °C per second |\n| --- |\n| [21.5](= \"ROOM\") |",
    "| °C squared |\n| --- |\n| [21.5](= \"ROOM\") |",
    "| °C times ten |\n| --- |\n| [21.5](= \"ROOM\") |",
    "| °C below zero |\n| --- |\n| [21.5](= \"ROOM\") |",
    "[384,399.5 kilometres](= \"MOON\") per hour",
    "[384,399.5 km](= \"MOON\")/h",
    "[384,399,500 m](= \"MOON\")/s",
    "[1.5 metres per second](= \"WALK\") squared",
    "[21.5 °C](= \"ROOM\") below zero",
    "[21.5 °C](= \"ROOM\") per second",
    "[21.5 °C](= \"ROOM\") squared",
    "[21.5 °C](= \"ROOM\") times ten",
    "[21.5 °C](= \"ROOM\") thousand",
    "[21.5 °C](= \"ROOM\") percent",
    "[21.5 °C](= \"ROOM\") halved",
    "[21.5 °C](= \"ROOM\") in the negative",
    "[−63 °C](= \"MARS\") below zero",
    "[≈ 21 °C](= \"ROOM\") exactly",
    "[1.5 m/s](= \"WALK\") times ten",
    "[1.5 m/s](= \"WALK\") and a half",
    "[1.5 m/s](= \"WALK\") below zero",
    "[1.5 m/s](= \"WALK\") of a million",
    "[4.2465 light-years](= \"PROXIMA\") recurring",
    "[1.5 m/s](= \"WALK\") = [2 m/s](= \"TWO\")",
    "[21.5 °C](= \"ROOM\") = [−63 °C](= \"MARS\")",
    "[4.2465 light-years](= \"PROXIMA\") = [384,399.5 km](= \"MOON\")",
    "[7](= \"SEVEN\") (= [8](= \"PLANETS\"))",
    "[2 m/s](= \"TWO\") is exactly as much as [1.5 m/s](= \"WALK\")",
    "[1,234,567,890,124](= \"TRILLION\")",
    "[40,174,991,951,800 km](= \"PROXIMA\")",
    "[$3.84 \\times 10^{5}\\,\\mathrm{km}/\\mathrm{s}$](= \"MOON\")",
    "[$3.84 \\times 10^{5}\\,\\mathrm{km}^n$](= \"MOON\")",
    "[$1.5\\,\\mathrm{m/s/s}$](= \"WALK\")",
    "[384,399,500 m](= \"MOON\")iles",
    "[384,399.5 km](= \"MOON\")ph",
    "[384,399.5 km](= \"MOON\")hours",
    "[384,399,500 m](= \"MOON\")s",
    "[384,399.5 km](= \"MOON\") an hour",
    "[384,399.5 km](= \"MOON\") each second",
    "[384,399.5 km](= \"MOON\") daily",
    "[384,399.5 km](= \"MOON\"), in thousands",
    "[384,399.5 km](= \"MOON\") (in thousands)",
    "[1.5 m/s](= \"WALK\")²",
    "[384,399.5 km](= \"MOON\")<sup>2</sup>",
    "[3.4e38](= \"BIG\")<sup>2</sup>",
    "| m/s<sup>2</sup> |\n| --- |\n| [1.5](= \"WALK\") |",
];

const TRUTHS: &[&str] = &[
    "[$384{,}399.5$](= \"HUGE\"), [$384{,}399.5$ km](= \"MOON\")",
    "| v (metres per second) |\n| --- |\n| [1.5](= \"WALK\") |",
    "| kilometres per hour |\n| --- |\n| [5.4](= \"WALK\") |",
    "气温[21.5 °C](= \"ROOM\")左右",
    "More than [384,000](= \"HUGE\") of them",
    "Over [8,000,000,000](= \"PEOPLE\") people",
    "Nearly [385,000 km](= \"MOON\") away",
    "Less than [400,000 km](= \"MOON\") away",
    "At least [300,000 km](= \"MOON\") away",
    "almost [30,000 m/s](= \"EARTH_ORBIT\")",
    "approx. [384,000](= \"HUGE\") and ca. [384,000](= \"HUGE\")",
    "| Light-years |\n| --- |\n| [4.2465](= \"PROXIMA\") |",
    "| Metres per second |\n| --- |\n| [1.5](= \"WALK\") |",
    "It is [4.2465 light‑years](= \"PROXIMA\") away.",
    "It walks [1.5 metres  per second](= \"WALK\") fast.",
    "It is [21.5 °C](= \"ROOM\") warm, and [1.5 m/s](= \"WALK\") fast.",
    "It walks at [1.5 m/s](= \"WALK\"), or [5.4 km/h](= \"WALK\").",
    "| speed (m/s) | warmth (°C) | far (km) |\n| --- | --- | --- |\n| [1.5](= \"WALK\") | [21.5](= \"ROOM\") | [384,399.5](= \"MOON\") |",
    "The Moon is [384,399.5 km](= \"MOON\") away, each day a little more.",
    "Light goes at [299,792,458 m/s](= \"LIGHT\"); in vacuum.",
    "A [1.5 m/s](= \"WALK\") walk.",
];

/// The messages for a page.
fn faults(page: &str, coverage: Coverage) -> Vec<String> {
    let page = Page::parse_under("sky.md", page, &units(), Rules::new(coverage));
    let found = page.check(&Sky).diagnostics;
    found.into_iter().map(|fault| fault.message).collect()
}

#[test]
fn what_follows_a_unit_is_read_with_it() {
    for coverage in [Coverage::Linked, Coverage::All] {
        for page in FALSEHOODS {
            assert!(!faults(page, coverage).is_empty(), "{page}");
        }
    }
}

#[test]
fn measures_are_written_as_people_write_them() {
    for coverage in [Coverage::Linked, Coverage::All] {
        for page in TRUTHS {
            assert_eq!(faults(page, coverage), [""; 0], "{page}");
        }
    }
}

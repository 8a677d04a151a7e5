use prosetest::Page;

use crate::{World, units};

#[test]
fn an_author_sees_all_faults_with_place_value_and_remedy() {
    let markdown = "\
so the loss is [0.358 metres](= \"LENGTH\") at last,
and a bare 0.5 in the text, with 熵 before [0.8](= \"P\").
[0.7](=) [0.7 metres](= \"P\") [0.357](= \"LENGTH\")
= [2.303](= \"LN10\") ≈ [0.7](= \"P\") [2](= \"LN10\") [.7](= \"P\") [0.7](= \"new()\") [0.7](= \"P\")%
[0.7, 0.8](= \"P\") [0.7](= \"broken()\") [$2.31$](= \"LN10\") [0.7…](= \"P\")
[$0.5$](~ \"HALF\") [$\\frac{1}{3}$](~ \"HALF\") [1948](- \"\") $\\frac{1$

| a |
| --- |
| [0.7](= \"f(x|y)\") |

```text
0.5
```
";
    let units = units();
    let page = Page::parse("book/en/page.md", markdown, &units);
    let faults = page.check(&World).diagnostics;
    let messages: Vec<String> = faults.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(messages.join("\n\n"));
}

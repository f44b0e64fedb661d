use super::Definitions;

/// The lines of the definitions of a symbol, one string each.
fn found(text: &str, symbol: &str) -> Vec<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let spans = Definitions::of(text).find(symbol);
    spans.iter().map(|span| lines[span.first - 1..span.last].concat()).collect()
}

const RUST: &str = "\
use std::fmt;

/// A cache.
#[derive(Debug)]
pub struct Cache<T> {
    items: Vec<T>,
}

impl<T> Cache<T>
where
    T: Clone,
{
    /// Gets one.
    pub(crate) fn get(&self, at: usize) -> Option<T> {
        let text = \"{\";
        self.items.get(at).cloned() // fn get
    }

    const LIMIT: usize = 3;
}

fn get() -> u8 { 3 }

macro_rules! twice {
    ($x:expr) => {
        $x + $x
    };
}
";

#[test]
fn rust() {
    let [own, free] = &found(RUST, "get")[..] else { panic!("two") };
    assert!(own.starts_with("    /// Gets one.") && own.ends_with("cloned() // fn get\n    }\n"));
    assert_eq!(free, "fn get() -> u8 { 3 }\n");
    assert_eq!(found(RUST, "Cache::get"), [own.as_str()]);
    assert_eq!(found(RUST, "std::get").len(), 2, "nothing known holds it");
    assert_eq!(found(RUST, "LIMIT"), ["    const LIMIT: usize = 3;\n"]);
    let [of_type, methods] = &found(RUST, "Cache")[..] else { panic!("two") };
    assert!(of_type.starts_with("/// A cache.\n#[derive") && of_type.ends_with("Vec<T>,\n}\n"));
    assert!(methods.starts_with("impl<T>") && methods.ends_with("= 3;\n}\n"));
    assert!(found(RUST, "twice!")[0].ends_with("    };\n}\n"));
    assert!(found(RUST, "cloned").is_empty() && found(RUST, "").is_empty());
}

const PYTHON: &str = "\
import os

LIMIT = 3

@decorator(
    x=1,
)
class Store(Base):
    '''A store.

Text that is not indented.
'''

    # Reads one.
    @property
    async def read(
        self,
        key: str,  # the key
    ) -> dict[str, int]:
        text = \"\"\"
nothing
\"\"\"
        return {}

# A remark.
        # Deeper.

    def write(self): return 1

def read(key):
    pass
";

#[test]
fn python() {
    let [method, function] = &found(PYTHON, "read")[..] else { panic!("two") };
    assert!(
        method.starts_with("    # Reads one.\n    @property\n") && method.contains("return {}")
    );
    assert_eq!(function, "def read(key):\n    pass\n");
    assert_eq!(found(PYTHON, "Store.read"), [method.as_str()]);
    assert_eq!(found(PYTHON, "write"), ["    def write(self): return 1\n"]);
    assert!(found(PYTHON, "class Store")[0].ends_with("def write(self): return 1\n"));
    assert_eq!(found(PYTHON, "LIMIT"), ["LIMIT = 3\n"]);
}

#[test]
fn languages_with_braces() {
    let c = "#define MAX(a) a\n\ntypedef struct {\n\tint x;\n} node_t;\n\n/* Reads. */\nstatic int\nread_all(struct node *n,\n         char *s)\n{\n#ifdef A\n\tgo();\n#endif\nout:\n\treturn 0;\n}\n\nint later(void);\n";
    assert!(found(c, "read_all")[0].starts_with("/* Reads. */\nstatic int\nread_all"));
    assert!(found(c, "read_all")[0].ends_with("out:\n\treturn 0;\n}\n"));
    assert_eq!(found(c, "node_t"), ["typedef struct {\n\tint x;\n} node_t;\n"]);
    assert_eq!(found(c, "MAX"), ["#define MAX(a) a\n"]);
    assert_eq!(found(c, "later()"), ["int later(void);\n"]);
    assert!(found(c, "go").is_empty());

    let go = "func (c *Client) Do(r *Request) error {\n\treturn c.do(r)\n}\n\nfunc (s *Server) Do() {\n}\n\ntype Client struct {\n\tx int\n}\n\ntype Server struct{}\n";
    assert_eq!(
        found(go, "Client.Do"),
        ["func (c *Client) Do(r *Request) error {\n\treturn c.do(r)\n}\n"]
    );
    assert_eq!(found(go, "Do").len(), 2);

    let java = "public class A {\n    @Override\n    public List<String> names(\n            int from,\n            int to) throws IOException {\n        if (from > to) {\n            names(to, from);\n        }\n        return null;\n    }\n\n    A(int x) {\n        this.x = x;\n    }\n}\n";
    assert!(found(java, "names")[0].starts_with("    @Override\n"));
    assert!(found(java, "names")[0].ends_with("return null;\n    }\n"));
    assert_eq!(found(java, "names").len(), 1, "a call is no definition");

    let web = "export const load = async (\n  url: string,\n) => {\n  return fetch(url);\n};\n\nconst table = {\n  save: function (x) {\n    return x;\n  },\n  drop(x) {\n    save(x);\n  },\n};\n\nexport type Row = {\n  id: number;\n};\nfoo.bar = function () {\n};\n";
    assert_eq!(
        found(web, "load"),
        ["export const load = async (\n  url: string,\n) => {\n  return fetch(url);\n};\n"]
    );
    assert_eq!(found(web, "save"), ["  save: function (x) {\n    return x;\n  },\n"]);
    assert_eq!(found(web, "drop"), ["  drop(x) {\n    save(x);\n  },\n"]);
    assert_eq!(found(web, "Row"), ["export type Row = {\n  id: number;\n};\n"]);
    assert_eq!(found(web, "foo.bar"), ["foo.bar = function () {\n};\n"]);
}

#[test]
fn blocks_that_end_with_a_word() {
    let ruby = "module Api\n  class User < Base\n    # Saves.\n    def save(x)\n      each { |y| y.go }\n    end\n\n    def name = 1\n  end\nend\n";
    assert_eq!(
        found(ruby, "User#save"),
        ["    # Saves.\n    def save(x)\n      each { |y| y.go }\n    end\n"]
    );
    assert_eq!(found(ruby, "name"), ["    def name = 1\n"]);
    assert!(found(ruby, "Api")[0].ends_with("  end\nend\n"));
    let lua = "local function go(x)\n  return x\nend\n";
    assert_eq!(found(lua, "go"), [lua]);
}

#[test]
fn listings_have_margins() {
    let numbered: String =
        RUST.lines().enumerate().map(|(at, line)| format!("{:6}\t{line}\n", at + 41)).collect();
    let found = found(&numbered, "Cache.get");
    assert!(found[0].starts_with("    53\t    /// Gets one."), "{found:?}");
    assert!(found[0].ends_with("\t    }\n"));
}

#[test]
fn names_are_told_with_their_lines() {
    let names = Definitions::of(RUST).names();
    assert_eq!(names, [("Cache", 5), ("get", 14), ("LIMIT", 19), ("twice", 24)]);
}

#[test]
fn hostile_texts_take_linear_time() {
    for line in [
        "fn f() {\n",
        "f(\n",
        "f()\n",
        "  f(x)\n",
        "} f;\n",
        "def f():\n",
        "class f\n",
        "\"\"\"f = \n",
        "f = f = ",
    ] {
        let text = line.repeat(8_000);
        let definitions = Definitions::of(&text);
        assert!(definitions.find("f").len() <= 64, "{line}");
        assert!(definitions.find("f.f").len() <= 64, "{line}");
        assert!(definitions.names().len() <= 1, "{line}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_has_lines_for_its_definitions(
        lines in proptest::collection::vec("(?s)[ \t]{0,4}(fn|def|class|impl|f|g|é|\\{|\\}|\\(|\\)|=|:|;|\"\"\"|//| |.){0,8}", 0..30),
        symbol in "(f|g|é|fn f|f\\.g|.{0,3})",
    ) {
        let text = lines.join("\n");
        let count = text.lines().count();
        let definitions = Definitions::of(&text);
        let mut after = 0;
        for found in definitions.find(&symbol) {
            proptest::prop_assert!(after < found.first && found.first <= found.last && found.last <= count);
            after = found.first;
        }
        for (name, line) in definitions.names() {
            proptest::prop_assert!(text.lines().nth(line - 1).is_some_and(|text| text.contains(name)));
        }
    }
}

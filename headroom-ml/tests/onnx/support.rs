//! A small model with the signature of kompress, its weights fixed by a rule, and a tokenizer of the kind
//! that it has. Written here as bytes, so that nothing has to be fetched or trained.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use headroom_ml::{Model, Options, Runtime};
use serde_json::json;

/// Numbers of a hidden state.
pub(crate) const WIDTH: usize = 16;

/// The library that `scripts/onnxruntime` has fetched.
pub(crate) static LIBRARY: LazyLock<PathBuf> = LazyLock::new(|| {
    let path = std::env::var_os("HEADROOM_ONNXRUNTIME");
    path.expect("HEADROOM_ONNXRUNTIME names no library: see scripts/onnxruntime").into()
});

pub(crate) static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Runtime::load(&*LIBRARY).expect("the library loads"));

pub(crate) static TOKENIZER: LazyLock<Vec<u8>> = LazyLock::new(tokenizer);

/// A model of these bytes with our tokenizer.
pub(crate) fn model(bytes: &[u8]) -> Model {
    load(bytes, Options::default()).expect("the model loads")
}

pub(crate) fn load(bytes: &[u8], options: Options) -> Result<Model, headroom_ml::Error> {
    Model::from_bytes(&RUNTIME, bytes, &TOKENIZER, options)
}

/// How the weights of the one large multiplication are kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Precision {
    Single,
    /// Weights in 8 bits (`MatMulNBits`).
    Weights,
    /// Weights and, when it runs, values in 8 bits.
    Dynamic,
}

/// The weight with this number of a table.
fn weight(table: usize, at: usize) -> f32 {
    ((table * 1009 + at * 37) as f64).sin() as f32
}

fn table(number: usize, size: usize) -> Vec<f32> {
    (0..size).map(|at| weight(number, at)).collect()
}

/// What the model says of the tokens of one row, computed here.
pub(crate) fn expected(ids: &[i64]) -> Vec<f64> {
    let state = |id: i64| -> Vec<f64> {
        let embedded = |i: usize| f64::from(weight(1, id as usize * WIDTH + i));
        let column =
            |j: usize| (0..WIDTH).map(|i| embedded(i) * f64::from(weight(2, i * WIDTH + j))).sum();
        (0..WIDTH).map(|j| f64::tanh(column(j))).collect()
    };
    let states: Vec<Vec<f64>> = ids.iter().map(|id| state(*id)).collect();
    let dot = |state: &[f64], weights: &dyn Fn(usize) -> f32| -> f64 {
        state.iter().enumerate().map(|(i, value)| value * f64::from(weights(i))).sum()
    };
    let score = |at: usize| {
        let state = &states[at];
        let logit = |class: usize| dot(state, &|i| weight(3, i * 2 + class));
        let keep = 1.0 / (1.0 + (logit(0) - logit(1)).exp());
        let around = (0..3).filter_map(|k| Some((k, states.get((at + k).checked_sub(1)?)?)));
        let span: f64 = around.map(|(k, state)| dot(state, &|i| weight(4, i * 3 + k))).sum();
        keep * (0.5 + 0.5 / (1.0 + (-span).exp()))
    };
    (0..ids.len()).map(score).collect()
}

/// The model that scores tokens.
pub(crate) fn kompress(precision: Precision) -> Vec<u8> {
    let mut graph = Graph::new("final_scores", &["batch", "sequence"]);
    graph.states(precision);
    graph.floats("head", &[WIDTH, 2], &table(3, WIDTH * 2));
    graph.floats("span", &[1, WIDTH, 3], &table(4, WIDTH * 3));
    graph.floats("half", &[], &[0.5]);
    graph.integers("one", &[], &[1]);
    graph.integers("first", &[1], &[1]);
    graph.node("MatMul", &["state", "head"], "logits", &[]);
    graph.node("Softmax", &["logits"], "classes", &[("axis", &[-1])]);
    graph.node("Gather", &["classes", "one"], "keep", &[("axis", &[2])]);
    graph.node("Transpose", &["state"], "columns", &[("perm", &[0, 2, 1])]);
    graph.node("Conv", &["columns", "span"], "spans", &[("pads", &[1, 1])]);
    graph.node("Squeeze", &["spans", "first"], "flat", &[]);
    graph.node("Sigmoid", &["flat"], "within", &[]);
    graph.node("Mul", &["within", "half"], "less", &[]);
    graph.node("Add", &["less", "half"], "factor", &[]);
    graph.node("Mul", &["keep", "factor"], "final_scores", &[]);
    graph.model()
}

/// A model that gives directions.
pub(crate) fn embedder() -> Vec<u8> {
    let width = WIDTH.to_string();
    let mut graph = Graph::new("last_hidden_state", &["batch", "sequence", &width]);
    graph.states(Precision::Single);
    graph.node("Identity", &["state"], "last_hidden_state", &[]);
    graph.model()
}

/// A model that gives its inputs as numbers, with an output of any name and shape.
pub(crate) fn other(output: &str, sizes: &[&str]) -> Vec<u8> {
    let mut graph = Graph::new(output, sizes);
    graph.nodes.extend(field(1, &node("Cast", &["input_ids"], output, &[("to", &[1])])));
    graph.model()
}

/// A model that scores each token by a rule on its number: `scale * id`.
pub(crate) fn scaled(scale: f32) -> Vec<u8> {
    let mut graph = Graph::new("final_scores", &["batch", "sequence"]);
    graph.floats("scale", &[], &[scale]);
    graph.node("Cast", &["input_ids"], "numbers", &[("to", &[1])]);
    graph.node("Mul", &["numbers", "scale"], "final_scores", &[]);
    graph.model()
}

struct Graph {
    nodes: Vec<u8>,
    weights: Vec<u8>,
    output: Vec<u8>,
}

const FLOAT: u64 = 1;
const UINT8: u64 = 2;
const INT64: u64 = 7;

impl Graph {
    fn new(output: &str, sizes: &[&str]) -> Self {
        Self { nodes: Vec::new(), weights: Vec::new(), output: value(output, FLOAT, sizes) }
    }

    /// `state`: for each token numbers by its id, zeros for what only fills up a row.
    fn states(&mut self, precision: Precision) {
        let vocabulary = vocabulary().len();
        self.floats("table", &[vocabulary, WIDTH], &table(1, vocabulary * WIDTH));
        self.integers("last", &[1], &[-1]);
        self.node("Gather", &["table", "input_ids"], "looked_up", &[]);
        self.node("Cast", &["attention_mask"], "mask", &[("to", &[1])]);
        self.node("Unsqueeze", &["mask", "last"], "masks", &[]);
        self.node("Mul", &["looked_up", "masks"], "embedded", &[]);
        let layer = table(2, WIDTH * WIDTH);
        match precision {
            Precision::Single => {
                self.floats("layer", &[WIDTH, WIDTH], &layer);
                self.node("MatMul", &["embedded", "layer"], "mixed", &[]);
            }
            Precision::Weights => {
                // By column, around 128.
                let column = |at: usize| layer[at % WIDTH * WIDTH + at / WIDTH];
                let bytes: Vec<u8> = (0..WIDTH * WIDTH).map(|at| byte(column(at))).collect();
                self.tensor("layer", UINT8, &[WIDTH, 1, WIDTH], &bytes);
                self.floats("scales", &[WIDTH], &[1.0 / 127.0; WIDTH]);
                let width = WIDTH as i64;
                let attributes: [(&str, &[i64]); 4] =
                    [("K", &[width]), ("N", &[width]), ("bits", &[8]), ("block_size", &[width])];
                let inputs = ["embedded", "layer", "scales"];
                let mut node = node("MatMulNBits", &inputs, "mixed", &attributes);
                node.extend(field(7, b"com.microsoft"));
                self.nodes.extend(field(1, &node));
            }
            Precision::Dynamic => {
                let bytes: Vec<u8> = layer.iter().map(|value| byte(*value)).collect();
                self.tensor("layer", UINT8, &[WIDTH, WIDTH], &bytes);
                self.tensor("zero", UINT8, &[], &[128]);
                self.floats("scale", &[], &[1.0 / 127.0]);
                let mut quantize = node("DynamicQuantizeLinear", &["embedded"], "quantized", &[]);
                quantize.extend([field(2, b"step"), field(2, b"origin")].concat());
                self.nodes.extend(field(1, &quantize));
                let inputs = ["quantized", "layer", "origin", "zero"];
                self.node("MatMulInteger", &inputs, "whole", &[]);
                self.node("Cast", &["whole"], "numbers", &[("to", &[1])]);
                self.node("Mul", &["step", "scale"], "steps", &[]);
                self.node("Mul", &["numbers", "steps"], "mixed", &[]);
            }
        }
        self.node("Tanh", &["mixed"], "state", &[]);
    }

    fn node(&mut self, operator: &str, inputs: &[&str], output: &str, with: &[(&str, &[i64])]) {
        self.nodes.extend(field(1, &node(operator, inputs, output, with)));
    }

    fn floats(&mut self, name: &str, sizes: &[usize], values: &[f32]) {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.tensor(name, FLOAT, sizes, &bytes);
    }

    fn integers(&mut self, name: &str, sizes: &[usize], values: &[i64]) {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.tensor(name, INT64, sizes, &bytes);
    }

    fn tensor(&mut self, name: &str, element: u64, sizes: &[usize], bytes: &[u8]) {
        let sizes: Vec<u8> = sizes.iter().flat_map(|size| number(1, *size as u64)).collect();
        let name = field(8, name.as_bytes());
        let tensor = [sizes, number(2, element), name, field(9, bytes)].concat();
        self.weights.extend(field(5, &tensor));
    }

    fn model(&self) -> Vec<u8> {
        let input = |name| field(11, &value(name, INT64, &["batch", "sequence"]));
        let graph = [
            self.nodes.clone(),
            field(2, b"small"),
            self.weights.clone(),
            input("input_ids"),
            input("attention_mask"),
            field(12, &self.output),
        ];
        let operators = |domain: &str, version| {
            field(8, &[field(1, domain.as_bytes()), number(2, version)].concat())
        };
        let versions = [operators("", 17), operators("com.microsoft", 1)].concat();
        [number(1, 8), field(7, &graph.concat()), versions].concat()
    }
}

/// A weight in 8 bits, around 128.
fn byte(value: f32) -> u8 {
    (value * 127.0 + 128.0).round() as u8
}

fn node(operator: &str, inputs: &[&str], output: &str, with: &[(&str, &[i64])]) -> Vec<u8> {
    let mut out: Vec<u8> = inputs.iter().flat_map(|name| field(1, name.as_bytes())).collect();
    out.extend(field(2, output.as_bytes()));
    out.extend(field(4, operator.as_bytes()));
    for (name, values) in with {
        let list = matches!(*name, "perm" | "pads");
        let (kind, key) = if list { (7, 8) } else { (2, 3) };
        let values: Vec<u8> = values.iter().flat_map(|value| number(key, *value as u64)).collect();
        out.extend(field(5, &[field(1, name.as_bytes()), values, number(20, kind)].concat()));
    }
    out
}

/// The name, type and shape of an input or output; sizes that are no numbers are free.
fn value(name: &str, element: u64, sizes: &[&str]) -> Vec<u8> {
    let size = |size: &&str| match size.parse() {
        Ok(size) => field(1, &number(1, size)),
        Err(_) => field(1, &field(2, size.as_bytes())),
    };
    let shape: Vec<u8> = sizes.iter().flat_map(size).collect();
    let tensor = [number(1, element), field(2, &shape)].concat();
    [field(1, name.as_bytes()), field(2, &field(1, &tensor))].concat()
}

/// A field of a Protocol Buffers message that holds bytes.
pub(crate) fn field(key: u64, bytes: &[u8]) -> Vec<u8> {
    [&*varint(key << 3 | 2), &varint(bytes.len() as u64), bytes].concat()
}

/// A field that holds a number.
pub(crate) fn number(key: u64, value: u64) -> Vec<u8> {
    [varint(key << 3), varint(value)].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

const MARKS: [&str; 5] = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"];

/// Pairs that are one token, in the order in which they are made.
const MERGES: [(&str, &str); 12] = [
    ("t", "h"),
    ("th", "e"),
    ("i", "n"),
    ("a", "n"),
    ("o", "n"),
    ("e", "r"),
    ("in", "g"),
    ("an", "d"),
    ("c", "a"),
    ("ca", "c"),
    ("cac", "h"),
    ("cach", "e"),
];

/// The letters that stand for bytes in vocabularies of bytes: those that can be seen for themselves, others
/// from U+0100 on.
fn letters() -> Vec<char> {
    let seen = |byte: u32| matches!(byte, 33..=126 | 161..=172 | 174..=255);
    let mut next = 0x100..;
    let letter = |byte: u32| if seen(byte) { Some(byte) } else { next.next() };
    (0..256).filter_map(letter).filter_map(char::from_u32).collect()
}

fn vocabulary() -> BTreeMap<String, usize> {
    let merged = MERGES.iter().map(|(a, b)| format!("{a}{b}"));
    let all = letters().into_iter().map(String::from).chain(merged);
    let marks = MARKS.iter().map(|mark| (*mark).to_owned());
    all.chain(marks).enumerate().map(|(number, token)| (token, number)).collect()
}

/// A `tokenizer.json` of the kind of ModernBERT's: pairs of bytes, no prefix, a mark before and behind. It
/// says to cut texts off after eight tokens, which is not to be done.
fn tokenizer() -> Vec<u8> {
    let vocabulary = vocabulary();
    let added = MARKS.map(|mark| {
        json!({"id": vocabulary[mark], "content": mark, "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": false, "special": true})
    });
    let mark = |name: &str| json!({"SpecialToken": {"id": name, "type_id": 0}});
    let text = |name: &str| json!({"Sequence": {"id": name, "type_id": 0}});
    let of_mark = |name: &str| json!({"id": name, "ids": [vocabulary[name]], "tokens": [name]});
    let bytes = json!({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
        "use_regex": true});
    let merges = MERGES.map(|(a, b)| json!([a, b]));
    let tokenizer = json!({
        "version": "1.0",
        "truncation": {"direction": "Right", "max_length": 8, "strategy": "LongestFirst", "stride": 0},
        "padding": null,
        "added_tokens": added,
        "normalizer": {"type": "NFC"},
        "pre_tokenizer": bytes,
        "post_processor": {"type": "TemplateProcessing",
            "single": [mark("[CLS]"), text("A"), mark("[SEP]")],
            "pair": [mark("[CLS]"), text("A"), mark("[SEP]"), text("B"), mark("[SEP]")],
            "special_tokens": {"[CLS]": of_mark("[CLS]"), "[SEP]": of_mark("[SEP]")}},
        "decoder": bytes,
        "model": {"type": "BPE", "dropout": null, "unk_token": "[UNK]",
            "continuing_subword_prefix": null, "end_of_word_suffix": null, "fuse_unk": false,
            "byte_fallback": false, "ignore_merges": false, "vocab": vocabulary, "merges": merges},
    });
    serde_json::to_vec(&tokenizer).expect("it is JSON")
}

/// The tokens of a word, by the rule of the tokenizer: used for words of ASCII letters alone.
pub(crate) fn tokens(word: &str) -> Vec<i64> {
    let vocabulary = vocabulary();
    let mut parts: Vec<String> = word.chars().map(String::from).collect();
    for (a, b) in MERGES {
        let mut at = 0;
        while at + 1 < parts.len() {
            if parts[at] == a && parts[at + 1] == b {
                let next = parts.remove(at + 1);
                parts[at].push_str(&next);
            }
            at += 1;
        }
    }
    parts.iter().map(|part| vocabulary[part] as i64).collect()
}

/// Tokens as a row of the model.
pub(crate) fn row(tokens: &[i64]) -> Vec<i64> {
    let vocabulary = vocabulary();
    let mark = |name: &str| vocabulary[name] as i64;
    [&[mark("[CLS]")], tokens, &[mark("[SEP]")]].concat()
}

//! What a model costs: words a second at one and two threads, time to load it, memory, and how much of the
//! time is ours and not the runtime's.
//!
//!     HEADROOM_ONNXRUNTIME=$(scripts/onnxruntime) cargo bench -p headroom-ml --features onnx --bench onnx -- FOLDER
//!
//! The folder has a model, `tokenizer.json` and `SHA256SUMS`. Without one nothing is measured.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use headroom_ml::{Hints, Manifest, Model, OnnxScorer, Options, Runtime, Scorer};
use ort::session::Session;
use ort::value::TensorRef;
use tokenizers::Tokenizer;

/// Words of a row: few enough for their tokens to fit one.
const WORDS: usize = 300;

/// Processes for each number; the least counts.
const RUNS: usize = 4;

/// Rows that are measured, after the first one.
const ROWS: usize = 20;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => println!("no folder with a model is named: nothing is measured"),
        ["ours", folder, threads] => ours(Path::new(folder), threads.parse().unwrap()),
        ["raw", folder, threads] => raw(Path::new(folder), threads.parse().unwrap()),
        [folder] => all(Path::new(folder)),
        _ => panic!("usage: onnx [FOLDER]"),
    }
}

/// A process for each: the runtime is one for a process, and so is its memory.
fn all(folder: &Path) {
    println!("{} rows of {WORDS} words of {}", ROWS, folder.display());
    println!("threads   load ms   words/s   ms/row   of it runtime   ours      peak MB");
    for threads in ["1", "2"] {
        let [mut ours, mut raw] = [[f64::MAX; 3]; 2];
        // One after the other and again, because other programs run, too.
        for _ in 0..RUNS {
            for (least, what) in [(&mut ours, "ours"), (&mut raw, "raw")] {
                let found = measure(what, folder, threads);
                least.iter_mut().zip(found).for_each(|(least, found)| *least = least.min(found));
            }
        }
        let [load, row, memory] = ours;
        println!(
            "{threads:7}  {load:8.0}  {:8.0}  {row:7.2}  {:14.2}  {:5.1} %  {memory:9.0}",
            WORDS as f64 * 1000.0 / row,
            raw[1],
            (row - raw[1]).max(0.0) * 100.0 / raw[1],
        );
    }
}

/// The numbers that a process of this program prints.
fn measure(what: &str, folder: &Path, threads: &str) -> Vec<f64> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output = command.arg(what).arg(folder).arg(threads).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().map(|number| number.parse().unwrap()).collect()
}

/// The library as a host uses it.
fn ours(folder: &Path, threads: usize) {
    let started = Instant::now();
    let runtime = Runtime::load(library()).unwrap();
    let sums = std::fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    let options = Options::default().threads(threads);
    let model =
        Model::from_dir(&runtime, folder, &Manifest::parse(&sums).unwrap(), options).unwrap();
    let loaded = started.elapsed();
    let scorer = OnnxScorer::new(model);
    let hints = Hints::none().with_question("storage");
    let row = each_row(|text| {
        assert_eq!(scorer.score(&[text], &hints).unwrap().len(), 1);
    });
    println!("{} {} {}", millis(loaded), millis(row), peak());
}

/// The runtime alone, on the same rows.
fn raw(folder: &Path, threads: usize) {
    let started = Instant::now();
    let environment = ort::init_from(library()).unwrap().build().unwrap();
    let builder = Session::builder(&environment).unwrap().with_intra_threads(threads).unwrap();
    let builder = builder.with_intra_op_spinning(false).unwrap();
    let file = model_file(folder);
    let mut session = builder.with_memory_pattern(false).unwrap().commit_from_file(file).unwrap();
    let mut tokenizer = Tokenizer::from_file(folder.join("tokenizer.json")).unwrap();
    tokenizer.with_truncation(None).unwrap();
    let loaded = started.elapsed();
    let rows: Vec<Vec<i64>> = (0..=ROWS)
        .map(|number| {
            let encoded = tokenizer.encode(text(number), true).unwrap();
            encoded.get_ids().iter().map(|id| i64::from(*id)).take(512).collect()
        })
        .collect();
    let mut numbers = 0..;
    let row = each_row(|_| {
        let row = &rows[numbers.next().unwrap()];
        let (ones, zeros) = (vec![1_i64; row.len()], vec![0_i64; row.len()]);
        let names: Vec<String> =
            session.inputs().iter().map(|input| input.name().to_owned()).collect();
        let inputs: Vec<_> = names
            .iter()
            .map(|name| {
                let values = match name.as_str() {
                    "input_ids" => row,
                    "attention_mask" => &ones,
                    _ => &zeros,
                };
                let tensor =
                    TensorRef::from_array_view(([1, row.len()], values.as_slice())).unwrap();
                (name.clone(), tensor)
            })
            .collect();
        assert!(session.run(inputs).is_ok());
    });
    println!("{} {} {}", millis(loaded), millis(row), peak());
}

fn library() -> PathBuf {
    let path = std::env::var_os("HEADROOM_ONNXRUNTIME");
    path.expect("HEADROOM_ONNXRUNTIME names no library: see scripts/onnxruntime").into()
}

/// The time of one row, each of another text: the least, because other programs run, too.
fn each_row(mut run: impl FnMut(&str)) -> Duration {
    let times = (0..=ROWS)
        .map(|number| {
            let text = text(number);
            let started = Instant::now();
            run(&text);
            started.elapsed()
        })
        .skip(1);
    times.min().unwrap_or_default()
}

/// Running text, another one for each number.
fn text(number: usize) -> String {
    const SENTENCES: [&str; 3] = [
        "The storage of the house keeps what was sent until the next request asks for it again",
        "nobody reads all of a long report when only one of its answers was wanted in the end",
        "and every part that leaves the sight of a reader can be fetched back by its own name",
    ];
    let words = SENTENCES.iter().flat_map(|sentence| sentence.split(' ')).cycle();
    words.skip(number).take(WORDS).collect::<Vec<_>>().join(" ")
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The most memory that the process had, in megabytes; 0 where the system does not tell.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    number.unwrap_or(0.0) / 1000.0
}

/// The file of the model in a folder.
fn model_file(folder: &Path) -> PathBuf {
    let sums = std::fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    let names = sums.lines().filter_map(|line| line.split("  ").nth(1));
    folder.join(names.into_iter().find(|name| name.ends_with(".onnx")).unwrap())
}

//! What is loaded, and what is refused.

use std::path::{Path, PathBuf};
use std::process::Command;

use headroom_ml::{ErrorKind, Kind, Manifest, Model, Options, Runtime};

use crate::support::{self, LIBRARY, Precision, RUNTIME, TOKENIZER, kompress, load, other, scaled};

/// An empty folder for a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("onnx")).unwrap();
    folder
}

/// What `sha256sum` says of files.
fn manifest(folder: &Path, names: &[&str]) -> Manifest {
    let output = Command::new("sha256sum").args(names).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    Manifest::parse(std::str::from_utf8(&output.stdout).unwrap()).unwrap()
}

const FILES: [&str; 2] = ["onnx/kompress-fp32.onnx", "tokenizer.json"];

fn published(name: &str) -> (PathBuf, Manifest) {
    let folder = folder(name);
    std::fs::write(folder.join(FILES[0]), kompress(Precision::Single)).unwrap();
    std::fs::write(folder.join(FILES[1]), &*TOKENIZER).unwrap();
    let manifest = manifest(&folder, &FILES);
    (folder, manifest)
}

#[test]
fn a_folder_is_loaded_as_published() {
    let (folder, manifest) = published("published");
    let model = Model::from_dir(&RUNTIME, &folder, &manifest, Options::default()).unwrap();
    let report = model.report();
    assert_eq!(report.kind, Kind::WordScores);
    assert_eq!(report.file.as_deref(), Some("onnx/kompress-fp32.onnx"));
    assert_eq!(
        report.to_string(),
        "onnx/kompress-fp32.onnx, 0.0 MB: scores of words (input_ids, attention_mask -> \
         final_scores), tested with 512 tokens"
    );
}

#[test]
fn the_best_of_the_named_files_is_taken() {
    let (folder, _) = published("best");
    std::fs::write(folder.join("onnx/kompress-int8-wo.onnx"), kompress(Precision::Weights))
        .unwrap();
    std::fs::write(folder.join("model.onnx"), "unused").unwrap();
    let load = |names: &[&str]| {
        Model::from_dir(&RUNTIME, &folder, &manifest(&folder, names), Options::default())
    };
    let name = |names: &[&str]| load(names).unwrap().report().file.clone();
    let all = [FILES[0], FILES[1], "onnx/kompress-int8-wo.onnx", "model.onnx"];
    assert_eq!(name(&all).as_deref(), Some("onnx/kompress-int8-wo.onnx"));
    assert_eq!(name(&FILES).as_deref(), Some(FILES[0]), "others are not trusted");
    assert_eq!(load(&[FILES[1]]).unwrap_err().kind(), ErrorKind::Integrity, "no model");
    assert_eq!(load(&[FILES[0]]).unwrap_err().kind(), ErrorKind::Integrity, "no tokenizer");
}

#[test]
fn tampered_and_missing_files_are_refused() {
    for (name, damage) in [
        ("tampered", (|bytes| bytes[200] ^= 1) as fn(&mut Vec<u8>)),
        ("truncated", |bytes| bytes.truncate(bytes.len() / 2)),
        ("longer", |bytes| bytes.push(0)),
        ("empty", Vec::clear),
    ] {
        for file in FILES {
            let (folder, manifest) = published(name);
            let mut bytes = std::fs::read(folder.join(file)).unwrap();
            damage(&mut bytes);
            std::fs::write(folder.join(file), bytes).unwrap();
            let error = Model::from_dir(&RUNTIME, &folder, &manifest, Options::default());
            assert_eq!(error.unwrap_err().kind(), ErrorKind::Integrity, "{name} {file}");
        }
    }
    for file in FILES {
        let (folder, manifest) = published("missing");
        std::fs::remove_file(folder.join(file)).unwrap();
        let error = Model::from_dir(&RUNTIME, &folder, &manifest, Options::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::File, "{file}");
        assert!(error.to_string().contains(file), "{error}");
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[test]
fn files_are_read_up_to_a_size() {
    let (folder, manifest) = published("large");
    let error = |most| {
        let options = Options::default().max_file_bytes(most);
        Model::from_dir(&RUNTIME, &folder, &manifest, options).map_err(|error| error.kind()).err()
    };
    let size = std::fs::metadata(folder.join(FILES[0])).unwrap().len();
    assert_eq!(error(size - 1), Some(ErrorKind::File));
    assert_eq!(error(size), None);
}

#[test]
fn what_is_no_model_is_refused() {
    let whole = kompress(Precision::Single);
    let mut cases: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"version https://git-lfs.github.com/spec/v1\n".to_vec(),
        b"<!DOCTYPE html><html><title>404</title></html>".to_vec(),
        vec![0; 1 << 16],
        vec![0xff; 1 << 16],
    ];
    cases.extend([1, 2, 3, 10].map(|part| whole[..whole.len() * part / 11].to_vec()));
    cases.push(support::field(7, b"not a graph"));
    // A graph with an operator that there is not.
    let text = String::from_utf8_lossy(&whole).find("Softmax").is_some();
    assert!(text);
    let at = whole.windows(7).position(|window| window == b"Softmax").unwrap();
    let mut unknown = whole.clone();
    unknown[at..at + 7].copy_from_slice(b"Hardmix");
    cases.push(unknown);
    for bytes in cases {
        let error = load(&bytes, Options::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Model, "{:?}", &bytes[..bytes.len().min(40)]);
    }
}

#[test]
fn a_damaged_model_is_refused_or_runs() {
    let whole = kompress(Precision::Single);
    for at in (0..whole.len()).step_by(whole.len() / 300) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        if let Ok(model) = load(&bytes, Options::default()) {
            assert!(model.word_scores(&["the", "cache"]).is_ok(), "byte {at}");
        }
    }
}

#[test]
fn models_of_another_kind_are_refused() {
    for (name, sizes) in [
        ("logits", &["batch", "sequence"][..]),
        ("final_scores", &["batch"]),
        ("final_scores", &["batch", "512"]),
        ("last_hidden_state", &["batch", "sequence"]),
        ("last_hidden_state", &["batch", "sequence", "width"]),
    ] {
        let error = load(&other(name, sizes), Options::default()).unwrap_err();
        let refused = [ErrorKind::Signature, ErrorKind::Model].contains(&error.kind());
        assert!(refused, "{name} {sizes:?}: {error}");
    }
    let error = load(&other("logits", &["batch", "sequence"]), Options::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Signature);
    assert!(error.to_string().contains("logits"), "{error}");
}

#[test]
fn the_self_test_finds_what_a_signature_does_not_tell() {
    let kind = |bytes: &[u8]| load(bytes, Options::default()).unwrap_err().kind();
    assert_eq!(kind(&scaled(1.0)), ErrorKind::SelfTest, "scores above 1");
    assert_eq!(kind(&scaled(-0.001)), ErrorKind::SelfTest, "scores below 0");
    assert_eq!(kind(&scaled(f32::NAN)), ErrorKind::SelfTest, "no numbers");
    assert_eq!(kind(&scaled(f32::INFINITY)), ErrorKind::SelfTest, "no numbers");
    assert!(load(&scaled(0.001), Options::default()).is_ok());
}

#[test]
fn a_tokenizer_of_another_model_is_refused() {
    let model = kompress(Precision::Single);
    let with = |tokenizer: &[u8]| {
        Model::from_bytes(&RUNTIME, &model, tokenizer, Options::default()).unwrap_err().kind()
    };
    for bytes in [&b""[..], b"{}", b"[1, 2", b"\xff\xfe", &TOKENIZER[..TOKENIZER.len() / 2]] {
        assert_eq!(with(bytes), ErrorKind::Tokenizer, "{bytes:?}");
    }
    let mut larger: serde_json::Value = serde_json::from_slice(&TOKENIZER).unwrap();
    larger["model"]["vocab"]["beyond"] = 100_000.into();
    let larger = serde_json::to_vec(&larger).unwrap();
    assert_eq!(with(&larger), ErrorKind::SelfTest, "tokens that the model does not know");
}

#[test]
fn what_is_no_runtime_is_refused() {
    let folder = folder("runtimes");
    let text = folder.join("libonnxruntime.so");
    std::fs::write(&text, "no library").unwrap();
    let executable = std::env::current_exe().unwrap();
    for path in [folder.join("missing.so"), folder.clone(), text, executable, PathBuf::new()] {
        let error = Runtime::load(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Runtime, "{}", path.display());
    }
    let again = Runtime::load(&*LIBRARY).unwrap();
    assert_eq!(again.library(), RUNTIME.library(), "it is loaded once");
    assert!(load(&kompress(Precision::Single), Options::default()).is_ok());
}

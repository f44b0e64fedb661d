#![allow(warnings)]
use headroom_compressors::SmartCrusher;
use headroom_core::check::verify;
use headroom_core::*;
fn cpu() -> f64 { let s = std::fs::read_to_string("/proc/self/stat").unwrap(); let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect(); f[11].parse::<f64>().unwrap() / 100.0 }
fn main() {
    let which = std::env::args().nth(1).unwrap();
    let secs: f64 = 3.0;
    let tokens = Estimator::new();
    let texts: Vec<String> = std::env::args().skip(2).map(|p| std::fs::read_to_string(p).unwrap()).collect();
    let bytes: usize = texts.iter().map(|t| t.len()).sum();
    let s = SmartCrusher::new();
    let start = cpu(); let mut n = 0;
    let (mut tc, mut tv, mut td) = (0u128, 0u128, 0u128);
    while cpu() - start < secs {
        for t in &texts {
            let i = std::time::Instant::now();
            let _ = segments(t, &Hints::none());
            td += i.elapsed().as_micros();
            let budget = if which == "balanced" { Budget::recoverable(1200) } else { Budget::LOSSLESS };
            let input = Input::new(t, ContentType::JSON, &tokens).with_budget(budget).with_hints(Hints::none().with_question("What is the state of id 4711 and who opened it?"));
            let i = std::time::Instant::now();
            let r = s.compress(&input);
            tc += i.elapsed().as_micros();
            let i = std::time::Instant::now();
            if let Ok(r) = r { let _ = std::hint::black_box(verify(&s, &input, &r)); }
            tv += i.elapsed().as_micros();
        }
        n += 1;
    }
    let total = cpu() - start;
    let all = (tc + tv + td) as f64;
    println!("{which}: {:.1} MB/s cpu (detect {:.0}% compress {:.0}% verify {:.0}%)", bytes as f64 * n as f64 / total / 1e6, td as f64 / all * 100.0, tc as f64 / all * 100.0, tv as f64 / all * 100.0);
}

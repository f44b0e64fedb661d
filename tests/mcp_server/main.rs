//! The MCP server of the examples, asked by the official SDK's client over a real process.
//!
//! Run with `serve` the binary is the server, so that the test needs no other program to be built.

#![allow(clippy::indexing_slicing, reason = "a test stops at what is wrong")]

#[path = "../../examples/mcp_server.rs"]
mod server;

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use headroom::core::{FastTokens, Handle};
use rmcp::model::CallToolRequestParams;
use rmcp::service::RunningService;
use rmcp::transport::TokioChildProcess;
use rmcp::{RoleClient, ServiceExt};
use serde_json::{Value, json};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "serve") {
        return server::main();
    }
    let folder = Folder::new()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        outputs_shrink_and_come_back(&folder.0).await?;
        namespaces_are_apart(&folder.0).await
    })?;
    it_exits_at_the_end_of_its_input(&folder.0)?;
    it_exits_with_its_client(&folder.0)?;
    Ok(())
}

struct Folder(PathBuf);

impl Folder {
    fn new() -> std::io::Result<Self> {
        let path = std::env::temp_dir().join(format!("headroom-mcp-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn server(folder: &Path, namespace: &str) -> std::io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["serve", "--namespace", namespace, "--store"]).arg(folder.join("originals.db"));
    Ok(command)
}

type Client = RunningService<RoleClient, ()>;

async fn connect(folder: &Path, namespace: &str) -> Result<Client, Box<dyn Error>> {
    let command = tokio::process::Command::from(server(folder, namespace)?);
    Ok(().serve(TokioChildProcess::new(command)?).await?)
}

/// The text that a tool answers, and whether it is marked as failed.
async fn call(
    client: &Client,
    tool: &str,
    arguments: Value,
) -> Result<(String, bool), Box<dyn Error>> {
    let mut call = CallToolRequestParams::new(tool.to_owned());
    call.arguments = arguments.as_object().cloned();
    let answer = client.call_tool(call).await?;
    let text = answer.content.first().and_then(|content| content.as_text());
    let text = text.ok_or("the answer has no text")?.text.clone();
    Ok((text, answer.is_error.unwrap_or_default()))
}

fn log() -> String {
    let line = |n: usize| match n {
        700 => "2026-01-05T10:11:40Z ERROR worker: connection refused by db-3\n".to_owned(),
        _ => format!(
            "2026-01-05T10:{:02}:{:02}Z INFO worker: job {n} took {} ms\n",
            n / 60 % 60,
            n % 60,
            n * 7 % 90
        ),
    };
    (0..900).map(line).collect()
}

async fn outputs_shrink_and_come_back(folder: &Path) -> Outcome {
    let client = connect(folder, "one").await?;
    let tools = client.list_all_tools().await?;
    let names: Vec<&str> = tools.iter().map(|tool| &*tool.name).collect();
    assert_eq!(names, ["headroom_compress", "headroom_stats", "headroom_retrieve"]);
    let tokens = FastTokens::o200k_base().count(&serde_json::to_string(&tools)?);
    assert!(tokens < 250, "the tools take {tokens} tokens");

    let (long, short) = (log(), "nothing to shorten\n");
    let arguments = json!({"output": long, "tool": "bash", "command": "journalctl -u worker"});
    let (sent, failed) = call(&client, "headroom_compress", arguments).await?;
    assert!(!failed && sent.len() < long.len() / 4, "{} bytes of {}", sent.len(), long.len());
    assert!(sent.contains("connection refused by db-3"), "what matters stays: {sent}");
    let (same, _) = call(&client, "headroom_compress", json!({"output": short})).await?;
    assert_eq!(same, short);

    let handle = Handle::find_in(&sent).next().ok_or("there is no handle")?;
    let (part, _) =
        call(&client, "headroom_retrieve", json!({"handle": handle, "lines": "700-702"})).await?;
    let lines: Vec<&str> = long.split_inclusive('\n').skip(699).take(3).collect();
    assert_eq!(part, format!("[original {handle}, lines 700-702]\n{}", lines.concat()));
    let query = json!({"handle": handle, "query": "Which database refused to connect?"});
    let (found, _) = call(&client, "headroom_retrieve", query).await?;
    assert!(found.contains("connection refused by db-3"), "{found}");
    let (why, failed) = call(&client, "headroom_retrieve", json!({"handle": "hr_x"})).await?;
    assert!(failed && why.contains("not a handle"), "{why}");
    let again = json!({"output": part, "tool": "mcp__headroom__headroom_retrieve"});
    assert_eq!(call(&client, "headroom_compress", again).await?.0, part, "never compressed again");

    let (stats, _) = call(&client, "headroom_stats", json!({})).await?;
    let stats: Value = serde_json::from_str(&stats)?;
    assert_eq!(
        (&stats["outputs"], &stats["retrieved"], &stats["originals_stored"]),
        (&json!(3), &json!(2), &json!(1))
    );
    assert!(call(&client, "headroom_forget", json!({})).await.is_err());
    client.cancel().await?;
    Ok(())
}

/// Another server finds the originals in the same file, in its own namespace alone.
async fn namespaces_are_apart(folder: &Path) -> Outcome {
    let handle = Handle::of(&log());
    for (namespace, there) in [("one", true), ("another", false)] {
        let client = connect(folder, namespace).await?;
        let (text, failed) =
            call(&client, "headroom_retrieve", json!({"handle": handle, "lines": "1"})).await?;
        assert_eq!(failed, !there, "{text}");
        client.cancel().await?;
    }
    Ok(())
}

/// Waits for a process to be gone.
fn is_gone(alive: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    while alive() {
        if start.elapsed() > Duration::from_secs(10) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    true
}

fn it_exits_at_the_end_of_its_input(folder: &Path) -> Outcome {
    let mut command = server(folder, "one")?;
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    drop(child.stdin.take());
    let start = Instant::now();
    while child.try_wait()?.is_none() {
        assert!(start.elapsed() < Duration::from_secs(10), "it goes on without input");
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// The client is a shell, which dies while this process holds the server's input open.
fn it_exits_with_its_client(folder: &Path) -> Outcome {
    let server = server(folder, "one")?;
    let mut shell = Command::new("sh");
    shell.args(["-c", "exec 3<&0; \"$0\" \"$@\" <&3 & echo $!; sleep 1"]);
    shell.arg(server.get_program()).args(server.get_args());
    let mut shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let input = shell.stdin.take();
    let output = shell.stdout.take().ok_or("no output")?;
    let mut id = String::new();
    BufReader::new(output).read_line(&mut id)?;
    let process = PathBuf::from(format!("/proc/{}", id.trim()));
    assert!(process.exists(), "the server runs");
    shell.wait()?;
    assert!(is_gone(|| process.exists()), "it outlives its client");
    drop(input);
    Ok(())
}

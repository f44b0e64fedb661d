//! An MCP server: tool outputs are compressed before they enter a client's history, and the originals
//! can be fetched back.
//!
//!     cargo run --release --features sqlite --example mcp_server -- --store originals.db
//!
//! This way of use never touches what was sent before, so that the provider's cache keeps hitting. The
//! client's agent runs its own tools and hands each output to `headroom_compress`; what it gets back
//! goes into the history. `headroom_retrieve` gives back what was left out, `headroom_stats` says what
//! was saved.
//!
//! * `--store FILE`: where originals are kept; by default `headroom/originals.db` in the folder for data of
//!   the user. Several servers may share a file.
//! * `--namespace NAME`: whose originals they are; by default `default`. Originals of one namespace are out
//!   of reach from others.
//!
//! The server speaks over standard input and output, and exits when the input ends or when the process
//! that started it is gone.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use headroom::ccr::SqliteStore;
use headroom::core::notice::RETRIEVE_TOOL;
use headroom::{Arguments, Headroom, Hints, Provider};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation,
    JsonObject, ListToolsResult, PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::{RequestContext, ServerInitializeError};
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt};
use serde_json::{Value, json};

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let options =
        Options::read(std::env::args().skip_while(|argument| !argument.starts_with('-')))?;
    let store = Arc::new(SqliteStore::open(&options.store)?);
    let headroom =
        Headroom::builder().recoverable(Arc::clone(&store)).namespace(&options.namespace);
    let server = Server { headroom: headroom.build()?, store, stats: Arc::default() };
    exit_with_the_client();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match server.serve(rmcp::transport::stdio()).await {
            // The client went away before it said anything.
            Err(ServerInitializeError::ConnectionClosed(_)) => {}
            running => drop(running?.waiting().await?),
        }
        Ok(())
    })
}

/// A client that dies while others hold its end of the pipe does not end the input.
fn exit_with_the_client() {
    #[cfg(unix)]
    std::thread::spawn(|| {
        let client = std::os::unix::process::parent_id();
        while std::os::unix::process::parent_id() == client {
            std::thread::sleep(Duration::from_millis(500));
        }
        std::process::exit(0);
    });
}

struct Options {
    store: PathBuf,
    namespace: String,
}

impl Options {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let (mut store, mut namespace) = (None, "default".to_owned());
        while let Some(flag) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{flag} has no value"))?;
            match flag.as_str() {
                "--store" => store = Some(PathBuf::from(value)),
                "--namespace" => namespace = value,
                _ => return Err(format!("unknown flag {flag}").into()),
            }
        }
        let store = store.map_or_else(default_store, Ok)?;
        Ok(Self { store, namespace })
    }
}

fn default_store() -> Result<PathBuf, Box<dyn Error>> {
    let folder = |name| std::env::var_os(name).map(PathBuf::from);
    let data = folder("XDG_DATA_HOME")
        .or_else(|| folder("LOCALAPPDATA"))
        .or_else(|| Some(folder("HOME")?.join(".local/share")));
    let folder = data.ok_or("no folder for data of the user: give --store")?.join("headroom");
    std::fs::create_dir_all(&folder)?;
    Ok(folder.join("originals.db"))
}

#[derive(Clone)]
struct Server {
    headroom: Headroom,
    store: Arc<SqliteStore>,
    stats: Arc<Stats>,
}

/// What this server has done so far.
#[derive(Default)]
struct Stats {
    outputs: AtomicUsize,
    before: AtomicUsize,
    after: AtomicUsize,
    fetched: AtomicUsize,
}

impl Server {
    /// One tool output, before it enters the history.
    fn compress(&self, arguments: &Value) -> Result<String, String> {
        let get = |name: &str| arguments.get(name).and_then(Value::as_str);
        let output = get("output").ok_or("`output` is missing: the text of the tool's output")?;
        let mut call = Arguments::default();
        (call.command, call.path) = (get("command"), get("path"));
        let mut hints = Hints::none().with_arguments(call);
        hints.tool = get("tool");
        let compressed = self.headroom.compress_text(output, &hints);
        let add = |count: &AtomicUsize, n| count.fetch_add(n, Ordering::Relaxed);
        add(&self.stats.outputs, 1);
        add(&self.stats.before, compressed.report.tokens_before);
        add(&self.stats.after, compressed.report.tokens_after);
        Ok(compressed.text.into_owned())
    }

    fn retrieve(&self, arguments: &Value) -> Result<String, String> {
        let answer = self.headroom.retrieve(arguments).map_err(|error| error.to_string());
        self.stats.fetched.fetch_add(usize::from(answer.is_ok()), Ordering::Relaxed);
        answer
    }

    fn statistics(&self) -> String {
        let read = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        let (before, after) = (read(&self.stats.before), read(&self.stats.after));
        json!({
            "outputs": read(&self.stats.outputs),
            "tokens_before": before,
            "tokens_after": after,
            "retrieved": read(&self.stats.fetched),
            "originals_stored": self.store.len(),
            "bytes_stored": self.store.used(),
        })
        .to_string()
    }

    fn tools(&self) -> Vec<Tool> {
        let text = json!({"type": "string"});
        let properties = json!({"output": text, "tool": text, "command": text, "path": text});
        let compress = json!({"type": "object", "properties": properties, "required": ["output"]});
        let nothing = json!({"type": "object", "properties": {}});
        let mut tools = vec![
            Tool::new(
                "headroom_compress",
                "Shortens a tool's output without losing what matters. Give the command or path it is of.",
                object(&compress),
            ),
            Tool::new("headroom_stats", "Tokens saved so far.", object(&nothing)),
        ];
        for definition in self.headroom.tools(Provider::Anthropic) {
            let description = definition.get("description").and_then(Value::as_str);
            let description = description.unwrap_or_default().to_owned();
            let schema = definition.get("input_schema").map(object).unwrap_or_default();
            tools.push(Tool::new(RETRIEVE_TOOL, description, schema));
        }
        tools
    }
}

fn object(value: &Value) -> JsonObject {
    value.as_object().cloned().unwrap_or_default()
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let name = Implementation::new("headroom", env!("CARGO_PKG_VERSION"));
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(name)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools()))
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = Value::Object(call.arguments.unwrap_or_default());
        let answer = match &*call.name {
            "headroom_compress" => self.compress(&arguments),
            "headroom_stats" => Ok(self.statistics()),
            RETRIEVE_TOOL => self.retrieve(&arguments),
            other => {
                let why = format!("there is no tool {other}");
                return Err(ErrorData::invalid_params(why, None));
            }
        };
        Ok(match answer {
            Ok(text) => CallToolResult::success(vec![ContentBlock::text(text)]).into(),
            Err(text) => CallToolResult::error(vec![ContentBlock::text(text)]).into(),
        })
    }
}

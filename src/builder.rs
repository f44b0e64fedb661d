//! Setting up a `Headroom`.

use std::sync::Arc;

use headroom_ccr::{CcrStore, Namespace};
use headroom_core::document::dialects;
use headroom_core::{
    Compressor, ContentRouter, Detector, Estimator, Level, LiveZone, Pipeline, Settings,
    TokenCounter,
};
use regex::Regex;

use crate::config::{Config, Retrieval, ToolRule, ToolTreatment};
use crate::error::ConfigError;
use crate::headroom::{Headroom, Parts};
use crate::memo::BoundedMemo;
use crate::policy::ToolPolicy;

/// Builds a [`Headroom`]. Made by [`Headroom::builder`].
#[derive(Clone, Debug)]
pub struct Builder {
    config: Config,
    store: Option<Arc<dyn CcrStore>>,
    router: ContentRouter,
    tokens: Arc<dyn TokenCounter>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            config: Config::default(),
            store: None,
            router: default_router(),
            tokens: Arc::new(Estimator::new()),
        }
    }

    /// Takes this configuration in place of the one set so far.
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Long outputs shrink to what matters; originals go into this store. The caller's word that
    /// the tool of [`Headroom::tools`] is registered for the whole conversation. Raises the level to
    /// [`Level::Balanced`] if it is lossless. By default there is no store, and nothing leaves sight.
    #[must_use]
    pub fn recoverable(mut self, store: impl CcrStore + 'static) -> Self {
        self.store = Some(Arc::new(store));
        self.config.level = self.config.level.max(Level::Balanced);
        self
    }

    /// How far rewrites may go. By default [`Level::Lossless`]; with a store, [`Level::Balanced`].
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.config.level = level;
        self
    }

    /// Treats the results of tools whose name fits the glob in their own way; the first rule that
    /// fits counts. By default all tools are treated alike.
    #[must_use]
    pub fn tool(mut self, glob: &str, treatment: ToolTreatment) -> Self {
        self.config.tools.push(ToolRule { tool: glob.to_owned(), treatment, floor: None });
        self
    }

    /// Matches of this regular expression always stay in sight. By default nothing is protected
    /// beyond what compressors keep by themselves.
    #[must_use]
    pub fn protect(mut self, pattern: &str) -> Self {
        self.config.protect.push(pattern.to_owned());
        self
    }

    /// Blocks of fewer tokens are left to references alone. By default 40.
    #[must_use]
    pub fn floor(mut self, tokens: usize) -> Self {
        self.config.floor = tokens;
        self
    }

    /// Reports what would be done and does nothing. By default off.
    #[must_use]
    pub fn observe(mut self, observe: bool) -> Self {
        self.config.observe = observe;
        self
    }

    /// Leaves messages before the n-th (from 0) as they are: those that were sent before headroom was
    /// adopted. By default 0.
    #[must_use]
    pub fn from_message(mut self, n: usize) -> Self {
        self.config.from_message = n;
        self
    }

    /// The namespace of the store: originals of one are out of reach from others. By default
    /// `default`; set it where one store serves several users.
    #[must_use]
    pub fn namespace(mut self, namespace: &str) -> Self {
        self.config.namespace = namespace.to_owned();
        self
    }

    /// How originals come back. By default the model asks for them.
    #[must_use]
    pub fn retrieval(mut self, retrieval: Retrieval) -> Self {
        self.config.retrieval = retrieval;
        self
    }

    /// Lets documents and search results that stand in requests as blocks of their own be rewritten
    /// like tool results, except those that the model is to cite from. By default off: they are the
    /// user's.
    #[must_use]
    pub fn documents(mut self, documents: bool) -> Self {
        self.config.documents = documents;
        self
    }

    /// Takes texts of the user that are one element of this name as a whole
    /// (`<document>...</document>` for `document`) for documents that may be rewritten. By default
    /// all texts of the user stay.
    #[must_use]
    pub fn document_tag(mut self, tag: &str) -> Self {
        self.config.document_tag = Some(tag.to_owned());
        self
    }

    /// The dialect of all bodies. By default it is found from each body.
    #[must_use]
    pub fn dialect(mut self, dialect: &str) -> Self {
        self.config.dialect = Some(dialect.to_owned());
        self
    }

    /// Adds a compressor, preferred to ours for the types that it accepts.
    #[must_use]
    pub fn compressor(mut self, compressor: impl Compressor + 'static) -> Self {
        self.router = self.router.compressor(compressor);
        self
    }

    /// Adds a detector, asked before ours.
    #[must_use]
    pub fn detector(mut self, detector: impl Detector + 'static) -> Self {
        self.router = self.router.detector(detector);
        self
    }

    /// Takes this router in place of the one with our compressors and those added so far.
    #[must_use]
    pub fn router(mut self, router: ContentRouter) -> Self {
        self.router = router;
        self
    }

    /// The counter that decides. By default [`Estimator`]; an exact one decides closer, and slower.
    #[must_use]
    pub fn tokens(mut self, tokens: impl TokenCounter + 'static) -> Self {
        self.tokens = Arc::new(tokens);
        self
    }

    /// Builds it.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if the configuration does not hold together.
    pub fn build(self) -> Result<Headroom, ConfigError> {
        let config = self.config;
        check(&config, self.store.is_some())?;
        let policy = ToolPolicy::new(&config, self.store.is_some())?;
        let mut settings = Settings::default();
        settings.margin = config.margin;
        settings.required = patterns(&config.protect)?;
        settings.required.extend(tags(config.document_tag.as_deref())?);
        settings.references = config.references;
        settings.line_numbers = config.line_numbers;
        settings.observe = config.observe;
        settings.expects_tool = config.retrieval == Retrieval::Model;
        let namespace = Namespace::new(config.namespace.clone());
        let mut pipeline = Pipeline::new(self.router, self.tokens, policy, settings);
        if config.memo_bytes > 0 {
            pipeline = pipeline.with_memo(BoundedMemo::new(config.memo_bytes));
        }
        let zone = LiveZone::from_message(config.from_message);
        Ok(Headroom::new(Parts {
            pipeline,
            zone,
            store: self.store,
            namespace,
            dialect: config.dialect,
            documents: config.documents,
            document_tag: config.document_tag,
        }))
    }
}

fn check(config: &Config, has_store: bool) -> Result<(), ConfigError> {
    let wants =
        |treatment| matches!(treatment, ToolTreatment::Balanced | ToolTreatment::Aggressive);
    let elides =
        config.level > Level::Lossless || config.tools.iter().any(|rule| wants(rule.treatment));
    if elides && !has_store {
        return Err(ConfigError::NoStore);
    }
    let known = |name: &String| dialects().iter().any(|dialect| dialect.name() == *name);
    match config.dialect.as_ref().filter(|name| !known(name)) {
        Some(unknown) => Err(ConfigError::Dialect(unknown.clone())),
        None => Ok(()),
    }
}

fn patterns(protect: &[String]) -> Result<Vec<Regex>, ConfigError> {
    let compile = |pattern: &String| {
        Regex::new(pattern).map_err(|error| ConfigError::Pattern {
            pattern: pattern.clone(),
            reason: error.to_string(),
        })
    };
    protect.iter().map(compile).collect()
}

/// Where a document starts and ends always stays in sight.
fn tags(tag: Option<&str>) -> Result<Vec<Regex>, ConfigError> {
    let Some(tag) = tag else { return Ok(Vec::new()) };
    let is_name = |c: char| c.is_alphanumeric() || "_-.:".contains(c);
    if tag.is_empty() || !tag.chars().all(is_name) {
        return Err(ConfigError::DocumentTag(tag.to_owned()));
    }
    patterns(&[format!(r"</?{}(?:\s[^<>]*)?>", regex::escape(tag))])
}

/// Our compressors, by feature.
pub(crate) fn default_router() -> ContentRouter {
    let router = ContentRouter::new();
    #[cfg(feature = "blob")]
    let router = router.compressor(headroom_compressors::BlobCompressor::new());
    #[cfg(feature = "code-outline")]
    let router = router.compressor(headroom_compressors::CodeAwareCompressor::new());
    #[cfg(feature = "text")]
    let router = router.compressor(headroom_compressors::TextCompressor::new());
    #[cfg(feature = "log")]
    let router = router.compressor(headroom_compressors::LogCompressor::new());
    #[cfg(feature = "table")]
    let router = router
        .compressor(headroom_compressors::TableCompressor::new())
        .compressor(headroom_compressors::ListCompressor::new())
        .compressor(headroom_compressors::LockCompressor::new());
    #[cfg(feature = "search")]
    let router = router.compressor(headroom_compressors::SearchCompressor::new());
    #[cfg(feature = "diff")]
    let router = router.compressor(headroom_compressors::DiffCompressor::new());
    #[cfg(feature = "trace")]
    let router = router.compressor(headroom_compressors::TraceCompressor::new());
    #[cfg(feature = "html")]
    let router = router.compressor(headroom_compressors::HtmlCompressor::new());
    #[cfg(feature = "json")]
    let router = router.compressor(headroom_compressors::SmartCrusher::new());
    router
}

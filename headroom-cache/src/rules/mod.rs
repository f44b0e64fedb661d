//! What is known of providers' prompt caches: data with a date, which the caller can replace.

mod pattern;

use headroom_core::CacheCost;
use serde::{Deserialize, Serialize};

use crate::Ttl;

/// The rules of prompt caches by model.
///
/// Rules are data, since they change without notice. Those that come with the crate
/// ([`ProviderRules::builtin`]) say as of when they are, and hold what providers have published; the
/// caller replaces them as a whole ([`ProviderRules::from_json`]) or adds models of his own
/// ([`ProviderRules::with`]). Prices in money are the caller's to fill in.
///
/// ```
/// use headroom_cache::{ProviderRules, Ttl};
///
/// let rules = ProviderRules::builtin();
/// let sonnet = rules.for_model("claude-sonnet-4-5-20250929").unwrap();
/// assert_eq!(sonnet.minimum, 1024);
/// assert_eq!(sonnet.cost(Ttl::OneHour).unwrap().write, 2.0);
/// assert!(rules.for_model("a-model-of-my-own").is_none(), "nothing is guessed");
///
/// let mine = ProviderRules::from_json(
///     r#"{"dated": "2026-11", "models": [{"models": ["a-model-*"], "kind": "prefix",
///         "minimum": 1024, "step": 128, "read": 0.25,
///         "entries": [{"ttl": "5m", "seconds": 600, "write": 1.0}]}]}"#,
/// )?;
/// let rules = rules.with(mine.models);
/// assert_eq!(rules.for_model("a-model-of-my-own").unwrap().read, 0.25);
/// # Ok::<(), headroom_cache::RulesError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ProviderRules {
    /// As of when the rules are, as year and month.
    pub dated: String,
    /// The rules, each for some models: of those that fit a model the first holds.
    pub models: Vec<CacheRules>,
}

/// The rules of the prompt cache of some models.
///
/// All providers cache prefixes in the order tools, system text, messages, and where entries of
/// several lifetimes may be in one request, those that live longer come first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CacheRules {
    /// Names of models; `*` stands for any run of characters. Case does not matter.
    pub models: Vec<String>,
    /// What makes an entry.
    pub kind: CacheKind,
    /// The shortest prefix that is cached, in tokens.
    pub minimum: usize,
    /// Beyond the minimum, hits grow by so many tokens at a time; at least 1.
    #[serde(default = "one")]
    pub step: usize,
    /// The price of a token that is read, relative to an input token without a cache.
    pub read: f64,
    /// The lifetimes that an entry may have; the first is that of a marker that names none.
    pub entries: Vec<EntryRules>,
    /// The most markers that a request may carry; 0 where there are none.
    #[serde(default)]
    pub markers: usize,
    /// How many blocks are tried for an entry at each marker, backwards, that of the marker included.
    #[serde(default)]
    pub look_back: usize,
    /// The price of a million input tokens without a cache, in a currency of the caller's choice.
    #[serde(default)]
    pub price: Option<f64>,
}

/// What makes an entry in a prompt cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CacheKind {
    /// Markers in the request: an entry is the prefix that ends at a marker.
    Markers,
    /// Nothing: whatever prefix was sent before is found.
    Prefix,
}

/// The rules of entries of one lifetime.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct EntryRules {
    /// What the lifetime is called in a request: `5m` or `1h`.
    pub ttl: Ttl,
    /// For how many seconds an entry lives after it was written or last read.
    pub seconds: u64,
    /// The price of a token that is written, relative to an input token without a cache; 1.0 where
    /// writing costs nothing more.
    pub write: f64,
}

/// The text holds no rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RulesError {
    /// Not JSON, or a field is missing, unknown or of the wrong type.
    #[error("no cache rules: {0}")]
    Syntax(String),
    /// A value is out of its range.
    #[error("{field} of the rules for {models} is out of its range")]
    Range {
        /// The field.
        field: &'static str,
        /// The names of the models.
        models: String,
    },
}

const fn one() -> usize {
    1
}

impl ProviderRules {
    /// The rules that come with this version of the crate. They hold no price in money, and for
    /// Claude models whose minimum is not known here the highest that is published.
    #[must_use]
    pub fn builtin() -> Self {
        Self::from_json(include_str!("builtin.json")).unwrap_or_default()
    }

    /// Reads rules: see `builtin.json` in the sources for the form.
    ///
    /// # Errors
    ///
    /// [`RulesError`] if the text is not of the form, a field is not known, or a value is out of its
    /// range.
    pub fn from_json(text: &str) -> Result<Self, RulesError> {
        let rules: Self =
            serde_json::from_str(text).map_err(|error| RulesError::Syntax(error.to_string()))?;
        rules.models.iter().try_for_each(CacheRules::check)?;
        Ok(rules)
    }

    /// These rules, after those given, which hold where both fit a model.
    #[must_use]
    pub fn with(mut self, models: impl IntoIterator<Item = CacheRules>) -> Self {
        self.models.splice(..0, models);
        self
    }

    /// The rules of a model; `None` if none fit, since a guess would be worse.
    #[must_use]
    pub fn for_model(&self, model: &str) -> Option<&CacheRules> {
        self.models.iter().find(|rules| rules.fits(model))
    }
}

/// No rules at all.
impl Default for ProviderRules {
    fn default() -> Self {
        Self { dated: String::new(), models: Vec::new() }
    }
}

impl CacheRules {
    /// Whether the rules are those of this model.
    #[must_use]
    pub fn fits(&self, model: &str) -> bool {
        self.models.iter().any(|pattern| pattern::fits(pattern, model))
    }

    /// The rules of entries with this lifetime, if there are such.
    #[must_use]
    pub fn entry(&self, ttl: Ttl) -> Option<EntryRules> {
        self.entries.iter().copied().find(|entry| entry.ttl == ttl)
    }

    /// What tokens cost in entries with this lifetime, if there are such.
    #[must_use]
    pub fn cost(&self, ttl: Ttl) -> Option<CacheCost> {
        self.entry(ttl).map(|entry| CacheCost { read: self.read, write: entry.write })
    }

    /// How many tokens of a prefix are cached: none below the minimum, and whole steps from there.
    #[must_use]
    pub fn cacheable(&self, tokens: usize) -> usize {
        let beyond = tokens.checked_sub(self.minimum);
        beyond.map_or(0, |beyond| tokens - beyond % self.step.max(1))
    }

    /// What so many input tokens without a cache cost in money, if the price is known.
    #[must_use]
    pub fn money(&self, tokens: f64) -> Option<f64> {
        self.price.map(|price| price * tokens / 1e6)
    }

    fn check(&self) -> Result<(), RulesError> {
        let price = |value: f64| value.is_finite() && value >= 0.0;
        let writes = self.entries.iter().all(|entry| price(entry.write));
        let marked = self.kind != CacheKind::Markers || (self.markers > 0 && self.look_back > 0);
        let rules = [
            ("models", !self.models.is_empty()),
            ("step", self.step > 0),
            ("read", price(self.read)),
            ("entries", writes && !self.entries.is_empty()),
            ("markers or look_back", marked),
            ("price", self.price.is_none_or(price)),
        ];
        let broken = rules.into_iter().find(|(_, holds)| !holds);
        broken.map_or(Ok(()), |(field, _)| {
            Err(RulesError::Range { field, models: self.models.join(", ") })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rules_that_fit_hold() {
        let rules = ProviderRules::builtin();
        for (model, minimum, read, write) in [
            ("claude-opus-4-5-20251101", 4096, 0.1, 1.25),
            ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", 1024, 0.1, 1.25),
            ("claude-sonnet-4-20250514", 1024, 0.1, 1.25),
            ("claude-3-5-haiku-latest", 2048, 0.1, 1.25),
            ("claude-of-tomorrow", 4096, 0.1, 1.25),
            ("gpt-5", 1024, 0.1, 1.0),
            ("gpt-5.1-codex", 1024, 0.1, 1.0),
            ("GPT-5.6", 1024, 0.1, 1.25),
            ("gpt-5-pro-2025-10-06", 1024, 1.0, 1.0),
            ("openai/gpt-4.1-mini", 1024, 0.25, 1.0),
            ("o3", 1024, 0.25, 1.0),
            ("o3-mini", 1024, 0.5, 1.0),
            ("gpt-4o-2024-11-20", 1024, 0.5, 1.0),
            ("gemini-2.5-flash-lite", 2048, 0.1, 1.0),
            ("gemini-3-pro-preview", 4096, 0.1, 1.0),
        ] {
            let found = rules.for_model(model).unwrap_or_else(|| panic!("no rules for {model}"));
            let cost = found.cost(Ttl::FiveMinutes).unwrap();
            assert_eq!((found.minimum, cost.read, cost.write), (minimum, read, write), "{model}");
        }
        for model in ["", "llama-3", "gpt-3.5-turbo", "o1-of-others", "gemini-2.0-flash"] {
            assert_eq!(rules.for_model(model), None, "{model}");
        }
    }

    #[test]
    fn builtin_rules_are_read_and_written() {
        let rules = ProviderRules::builtin();
        assert!(rules.dated.len() == 7 && rules.models.len() > 9);
        assert!(rules.models.iter().all(|rules| rules.price.is_none()));
        let text = serde_json::to_string(&rules).unwrap();
        assert_eq!(ProviderRules::from_json(&text).as_ref(), Ok(&rules));
    }

    fn with(field: &str, value: &str) -> Result<ProviderRules, RulesError> {
        let mut rules = serde_json::json!({"models": ["m"], "kind": "markers", "minimum": 1,
            "read": 0.1, "markers": 4, "look_back": 20,
            "entries": [{"ttl": "5m", "seconds": 300, "write": 1.25}]});
        rules[field] = serde_json::from_str(value).unwrap();
        ProviderRules::from_json(&format!(r#"{{"dated": "2026-11", "models": [{rules}]}}"#))
    }

    #[test]
    fn a_mistake_is_an_error() {
        assert_eq!(with("price", "3.0").unwrap().models[0].money(2e6), Some(6.0));
        for (field, value) in [
            ("minimun", "1"),
            ("minimum", "-1"),
            ("kind", "\"magic\""),
            ("entries", r#"[{"ttl": "2h", "seconds": 1, "write": 1}]"#),
        ] {
            assert!(matches!(with(field, value), Err(RulesError::Syntax(_))), "{field}");
        }
        for (field, value) in
            [("models", "[]"), ("step", "0"), ("read", "-0.1"), ("entries", "[]"), ("price", "-3")]
        {
            let models = if field == "models" { "" } else { "m" }.to_owned();
            assert_eq!(with(field, value), Err(RulesError::Range { field, models }));
        }
        assert!(matches!(with("look_back", "0"), Err(RulesError::Range { .. })));
    }

    #[test]
    fn prefixes_are_cached_from_the_minimum_on_in_steps() {
        let rules = ProviderRules::builtin();
        let steps = rules.for_model("gpt-5").unwrap();
        let cached = [0, 1023, 1024, 1151, 1152, 1280, 1300].map(|tokens| steps.cacheable(tokens));
        assert_eq!(cached, [0, 0, 1024, 1024, 1152, 1280, 1280]);
        let exact = rules.for_model("claude-sonnet-4-5").unwrap();
        assert_eq!([1023, 1024, 1025].map(|tokens| exact.cacheable(tokens)), [0, 1024, 1025]);
    }
}

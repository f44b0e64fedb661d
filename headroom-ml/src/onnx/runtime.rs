//! The library that runs models, loaded from a file that the caller names.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ort::environment::Environment;
use ort::logging::LogLevel;

use crate::{Error, ErrorKind};

/// The ONNX Runtime library, version 1.20 or later.
///
/// Nothing is linked at build time, looked for or downloaded: the library is the file that
/// [`Runtime::load`] is given. It runs with the rights of the process, so its file is to be trusted as
/// much as the program. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Runtime {
    environment: Environment,
    library: Arc<Path>,
}

/// The library allows one environment in a process, whoever asks for it.
static LOADED: Mutex<Option<Runtime>> = Mutex::new(None);

impl Runtime {
    /// Loads the library from a file; again, if it is loaded already from the same file.
    ///
    /// It logs nothing and reports nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Runtime`] if there is no such file, if it is no such library or too old a version, or
    /// if the process has loaded another one.
    pub fn load(library: impl AsRef<Path>) -> Result<Self, Error> {
        let named = library.as_ref();
        let failed = |why: &str| {
            Error::new(ErrorKind::Runtime, format!("the library {}: {why}", named.display()))
        };
        let library = named.canonicalize().map_err(|error| failed(&error.to_string()))?;
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = &*loaded {
            let same = *runtime.library == *library;
            return if same { Ok(runtime.clone()) } else { Err(failed("another one is loaded")) };
        }
        // A library that lies about itself makes the bindings panic.
        let opened = catch_unwind(|| open(library)).unwrap_or_else(|_| Err("is not usable".into()));
        let runtime = opened.map_err(|why| failed(&why))?;
        *loaded = Some(runtime.clone());
        Ok(runtime)
    }

    /// The file that the library was loaded from.
    #[must_use]
    pub fn library(&self) -> &Path {
        &self.library
    }

    pub(crate) const fn environment(&self) -> &Environment {
        &self.environment
    }
}

fn open(library: PathBuf) -> Result<Runtime, String> {
    let builder = ort::init_from(&library).map_err(|error| error.to_string())?;
    // Without a logger of its own the library prints, as a variable of the environment says.
    let silent = builder.with_name("headroom").with_logger(Arc::new(|_, _, _, _, _| {}));
    let environment = silent.with_telemetry(false).build().map_err(|error| error.to_string())?;
    environment.set_log_level(LogLevel::Fatal);
    Ok(Runtime { environment, library: library.into() })
}

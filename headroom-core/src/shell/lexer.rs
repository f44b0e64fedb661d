//! Words and operators of a shell line, without running anything.

use std::borrow::Cow;

/// What a shell line is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A word, its quotes taken away. Substitutions stand in it as they were written.
    Word(Cow<'a, str>),
    /// `|` and `|&`.
    Pipe,
    /// `&&`, and whatever else starts a new command: `;`, `&`, a line end, parentheses.
    Then,
    /// `||`.
    Or,
    /// A redirection with its target. True if standard output is sent away from the terminal.
    Redirect(bool),
}

/// Cuts a shell line into tokens. Linear: no byte is looked at more than a few times.
pub(super) struct Lexer<'a> {
    line: &'a str,
    at: usize,
    /// Delimiters of the here-documents whose bodies start at the next line end.
    heredocs: Vec<Cow<'a, str>>,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(line: &'a str) -> Self {
        Self { line, at: 0, heredocs: Vec::new() }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.line.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    fn done(&self) -> bool {
        self.at >= self.line.len()
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.line.get(start..end.min(self.line.len())).unwrap_or("")
    }

    /// Skips blanks, line continuations and comments.
    fn skip_blanks(&mut self) {
        while !self.done() {
            match (self.peek(0), self.peek(1)) {
                (b' ' | b'\t' | b'\r', _) => self.at += 1,
                (b'\\', b'\n') => self.at += 2,
                (b'#', _) => self.at = self.next_byte(b'\n').unwrap_or(self.line.len()),
                _ => return,
            }
        }
    }

    /// Position of the next such byte.
    fn next_byte(&self, byte: u8) -> Option<usize> {
        let rest = self.line.as_bytes().get(self.at..)?;
        memchr::memchr(byte, rest).map(|found| self.at + found)
    }

    fn operator(&mut self) -> Option<Token<'a>> {
        let (token, len) = match (self.peek(0), self.peek(1)) {
            (b'|', b'|') => (Token::Or, 2),
            (b'|', b'&') => (Token::Pipe, 2),
            (b'|', _) => (Token::Pipe, 1),
            (b'&', b'&') => (Token::Then, 2),
            (b'&', b'>') => return Some(self.redirect(1, true)),
            (b'&' | b';' | b'(' | b')', _) => (Token::Then, 1),
            (b'\n', _) => {
                self.at += 1;
                self.skip_heredocs();
                return Some(Token::Then);
            }
            (b'>', b'(') | (b'<', b'(') => return None,
            (b'<', _) => return Some(self.redirect(0, false)),
            (b'>', _) => return Some(self.redirect(0, true)),
            _ => return None,
        };
        self.at += len;
        Some(token)
    }

    /// A redirection whose arrow stands `skip` bytes ahead.
    fn redirect(&mut self, skip: usize, stdout: bool) -> Token<'a> {
        self.at += skip;
        if self.peek(0) == b'<' && self.peek(1) == b'<' && self.peek(2) != b'<' {
            self.at += 2;
            if self.peek(0) == b'-' {
                self.at += 1;
            }
            self.skip_blanks();
            let delimiter = self.word();
            self.heredocs.extend(delimiter);
            return Token::Redirect(false);
        }
        while matches!(self.peek(0), b'<' | b'>' | b'|') {
            self.at += 1;
        }
        let duplicates = self.peek(0) == b'&';
        self.at += usize::from(duplicates);
        self.skip_blanks();
        let target = self.word().unwrap_or(Cow::Borrowed(""));
        let shown = duplicates && target.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
            || matches!(&*target, "/dev/stdout" | "/dev/stderr" | "/dev/tty");
        Token::Redirect(stdout && !shown)
    }

    /// Skips the bodies of the here-documents that were opened on the line just ended.
    fn skip_heredocs(&mut self) {
        for delimiter in std::mem::take(&mut self.heredocs) {
            while !self.done() {
                let end = self.next_byte(b'\n').unwrap_or(self.line.len());
                let line = self.slice(self.at, end);
                self.at = (end + 1).min(self.line.len());
                if line.trim_matches(['\t', '\r']) == delimiter {
                    break;
                }
            }
        }
    }

    /// The word that starts here, if one does.
    fn word(&mut self) -> Option<Cow<'a, str>> {
        let mut word = Cow::Borrowed("");
        let mut some = false;
        while let Some(piece) = self.piece() {
            some = true;
            if word.is_empty() {
                word = piece;
            } else {
                word.to_mut().push_str(&piece);
            }
        }
        some.then_some(word)
    }

    /// The next part of a word: a run of plain bytes, a quoted text, a substitution.
    fn piece(&mut self) -> Option<Cow<'a, str>> {
        if self.done() {
            return None;
        }
        match (self.peek(0), self.peek(1)) {
            (b'\'', _) => Some(Cow::Borrowed(self.single_quoted())),
            (b'"', _) => Some(self.double_quoted()),
            (b'$', b'\'' | b'"') => {
                self.at += 1;
                self.piece()
            }
            (b'$', b'(' | b'{') | (b'`', _) | (b'<' | b'>', b'(') => {
                let start = self.at;
                self.skip_substitution();
                Some(Cow::Borrowed(self.slice(start, self.at)))
            }
            (b'\\', b'\n') => {
                self.at += 2;
                Some(Cow::Borrowed(""))
            }
            (b'\\', _) => Some(Cow::Borrowed(self.escaped())),
            (b' ' | b'\t' | b'\r' | b'\n' | b'|' | b'&' | b';' | b'(' | b')' | b'<' | b'>', _) => {
                None
            }
            _ => Some(Cow::Borrowed(self.plain())),
        }
    }

    fn plain(&mut self) -> &'a str {
        let start = self.at;
        self.at += 1;
        while !self.done() && !b" \t\r\n|&;()<>'\"`$\\".contains(&self.peek(0)) {
            self.at += 1;
        }
        self.slice(start, self.at)
    }

    /// The character after a backslash.
    fn escaped(&mut self) -> &'a str {
        let start = self.at + 1;
        let width = self.slice(start, self.line.len()).chars().next().map_or(0, char::len_utf8);
        self.at = start + width;
        self.slice(start, self.at)
    }

    fn single_quoted(&mut self) -> &'a str {
        self.at += 1;
        let end = self.next_byte(b'\'').unwrap_or(self.line.len());
        let text = self.slice(self.at, end);
        self.at = (end + 1).min(self.line.len());
        text
    }

    fn double_quoted(&mut self) -> Cow<'a, str> {
        self.at += 1;
        let mut text = Cow::Borrowed("");
        let mut start = self.at;
        while !self.done() && self.peek(0) != b'"' {
            match (self.peek(0), self.peek(1)) {
                (b'\\', b'"' | b'\\' | b'$' | b'`') => {
                    append(&mut text, self.slice(start, self.at));
                    start = self.at + 1;
                    self.at += 2;
                }
                (b'$', b'(' | b'{') | (b'`', _) => self.skip_substitution(),
                _ => self.at += 1,
            }
        }
        append(&mut text, self.slice(start, self.at));
        self.at = (self.at + 1).min(self.line.len());
        text
    }

    /// Skips `$(...)`, `${...}`, `<(...)` or a text in backticks, with what is nested in it.
    fn skip_substitution(&mut self) {
        if self.peek(0) == b'`' {
            self.at += 1;
            self.at = self.next_byte(b'`').map_or(self.line.len(), |end| end + 1);
            return;
        }
        let (open, close) = if self.peek(1) == b'{' { (b'{', b'}') } else { (b'(', b')') };
        self.at += 2;
        let mut depth = 1_usize;
        while !self.done() && depth > 0 {
            match self.peek(0) {
                b'\\' => self.at += 1,
                b'\'' => self.at = self.closing_quote(b'\''),
                b'"' => self.at = self.closing_quote(b'"'),
                byte if byte == open => depth += 1,
                byte if byte == close => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.line.len().min(self.at);
        while !self.line.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    /// Where the quote that opens here is closed again.
    fn closing_quote(&self, quote: u8) -> usize {
        let mut at = self.at + 1;
        let bytes = self.line.as_bytes();
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'\\' if quote == b'"' => at += 1,
                _ if byte == quote => return at,
                _ => {}
            }
            at += 1;
        }
        bytes.len()
    }

    /// Whether the digits here are the file descriptor of a redirection, and which.
    fn descriptor(&mut self) -> Option<Token<'a>> {
        let digit = self.peek(0);
        if !digit.is_ascii_digit() || !matches!(self.peek(1), b'<' | b'>') {
            return None;
        }
        let stdout = digit == b'1' && self.peek(1) == b'>';
        Some(self.redirect(1, stdout))
    }
}

fn append<'a>(text: &mut Cow<'a, str>, piece: &'a str) {
    if text.is_empty() {
        *text = Cow::Borrowed(piece);
    } else {
        text.to_mut().push_str(piece);
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_blanks();
        if self.done() {
            return None;
        }
        if let Some(token) = self.descriptor().or_else(|| self.operator()) {
            return Some(token);
        }
        let start = self.at;
        let word = self.word().unwrap_or(Cow::Borrowed(""));
        if self.at == start {
            self.at = self.line.len();
        }
        Some(Token::Word(word))
    }
}

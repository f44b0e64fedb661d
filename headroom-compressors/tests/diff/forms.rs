//! What a model sees of each form of diff.

use headroom_core::{Arguments, Hints, Level};

use super::{changes, folded, seen, seen_after};

#[test]
fn names_are_said_once() {
    let text = "diff --git a/src/reader/mod.rs b/src/reader/mod.rs\nindex 3f1c2ab..91be077 100644\n--- a/src/reader/mod.rs\n+++ b/src/reader/mod.rs\n@@ -1,2 +1,2 @@\n-a\n+b\n c\n";
    insta::assert_snapshot!(folded(text), @r"
    index 3f1c2ab..91be077 100644
    --- a/src/reader/mod.rs
    +++ b/src/reader/mod.rs
    @@ -1,2 +1,2 @@
    -a
    +b
     c
    ");
}

#[test]
fn what_is_said_once_stays() {
    for text in [
        // A new file, one that was moved, a mode, two names, names with blanks.
        "diff --git a/x b/x\nnew file mode 100755\nindex 0000000..91be077\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n",
        "diff --git a/x b/y\nsimilarity index 90%\nrename from x\nrename to y\nindex 1..2 100644\n--- a/x\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n",
        "diff --git a/x b/x\nold mode 100644\nnew mode 100755\nindex 1..2\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n",
        "diff --git a/x y b/x y\nindex 1..2 100644\n--- a/x y\t\n+++ b/x y\t\n@@ -1 +1 @@\n-a\n+b\n",
        "diff --cc x\nindex 1,2..3\n--- a/x\n+++ b/x\n@@@ -1 -1 +1 @@@\n- a\n -b\n++c\n",
        "diff -u a/x b/x\n--- a/x\t2026-01-02 03:04:05\n+++ b/x\t2026-01-02 03:04:05\n@@ -1 +1 @@\n-a\n+b\n",
        // The inverse would add the line to the second file too.
        "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\nindex 1..2 100644\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n",
    ] {
        assert_eq!(folded(text), text);
    }
}

#[test]
fn git_diff() {
    insta::assert_snapshot!(seen(&changes("src/reader.rs", 3)), @r"
    index 3f1c2ab..91be077 100644
    --- a/src/reader.rs
    +++ b/src/reader.rs
    @@ -10,7 +10,7 @@ impl Reader0 {
         fn open(&mut self, path: &Path) -> Result<File> {
             let file = self.files.get(path).cloned();
             let limit = self.limits.bytes_per_file;
    -        file.read(limit)
    +        file.read_to_end(limit + 0)
    [3 context lines left out]
    @@ -50,7 +50,7 @@ impl Reader1 {
         fn open(&mut self, path: &Path) -> Result<File> {
             let file = self.files.get(path).cloned();
             let limit = self.limits.bytes_per_file;
    -        file.read(limit)
    +        file.read_to_end(limit + 1)
    [3 context lines left out]
    @@ -90,7 +90,7 @@ impl Reader2 {
         fn open(&mut self, path: &Path) -> Result<File> {
             let file = self.files.get(path).cloned();
             let limit = self.limits.bytes_per_file;
    -        file.read(limit)
    +        file.read_to_end(limit + 2)
    [3 context lines left out]
    ");
}

#[test]
fn context_diff() {
    let hunk = |at: usize| {
        let (before, after) = (
            "      let file = open(path);\n      let limit = self.limits.bytes_per_file;\n",
            "      self.total += read.len();\n      read.map_err(|error| error.with_path(path))\n  }\n",
        );
        let side = |line: &str| format!("  fn read_{at}(path: &Path) {{\n{before}{line}{after}");
        format!(
            "***************\n*** {at},{to} ****\n{}--- {at},{to} ----\n{}",
            side("!     let read = file.read(limit);\n"),
            side("!     let read = file.read_to_end(limit);\n"),
            to = at + 6
        )
    };
    let added = "***************\n*** 90,91 ****\n--- 90,93 ----\n  // end\n+ // of the file\n+ // that is read\n  // here\n";
    let hunks: String = (1..4).map(|nth| hunk(nth * 20)).collect();
    let text = format!(
        "diff -c a/reader.rs b/reader.rs\n*** a/reader.rs\t2026-01-02 03:04:05\n--- b/reader.rs\t2026-01-02 03:04:05\n{hunks}{added}"
    );
    insta::assert_snapshot!(seen(&text), @r"
    diff -c a/reader.rs b/reader.rs
    *** a/reader.rs	2026-01-02 03:04:05
    --- b/reader.rs	2026-01-02 03:04:05
    ***************
    *** 20,26 ****
      fn read_20(path: &Path) {
          let file = open(path);
          let limit = self.limits.bytes_per_file;
    !     let read = file.read(limit);
    [3 context lines left out]
    --- 20,26 ----
      fn read_20(path: &Path) {
          let file = open(path);
          let limit = self.limits.bytes_per_file;
    !     let read = file.read_to_end(limit);
    [3 context lines left out]
    ***************
    *** 40,46 ****
      fn read_40(path: &Path) {
          let file = open(path);
          let limit = self.limits.bytes_per_file;
    !     let read = file.read(limit);
    [3 context lines left out]
    --- 40,46 ----
      fn read_40(path: &Path) {
          let file = open(path);
          let limit = self.limits.bytes_per_file;
    !     let read = file.read_to_end(limit);
    [3 context lines left out]
    ***************
    *** 60,66 ****
      fn read_60(path: &Path) {
          let file = open(path);
          let limit = self.limits.bytes_per_file;
    !     let read = file.read(limit);
    [3 context lines left out]
    --- 60,66 ----
      fn read_60(path: &Path) {
          let file = open(path);
          let limit = self.limits.bytes_per_file;
    !     let read = file.read_to_end(limit);
    [3 context lines left out]
    ***************
    *** 90,91 ****
    --- 90,93 ----
      // end
    + // of the file
    + // that is read
      // here
    ");
}

#[test]
fn git_show_with_a_lock_file() {
    let lock: String = (1..40)
        .map(|n| format!("@@ -{0},3 +{0},3 @@ dependencies = [\n name = \"part-{n}\"\n-version = \"1.{n}.0\"\n+version = \"1.{n}.1\"\n source = \"registry\"\n", n * 12))
        .collect();
    let text = format!(
        "commit 5d0c9a177aa2105d0c9a177aa2105d0c9a177aa2\nAuthor: A <a@example.com>\nDate:   Sat Nov 16 17:12:32 2024 +0100\n\n    Update parts\n    \n    - all of them\n\n Cargo.lock | 78 ++++++------\n Cargo.toml |  2 +-\n 2 files changed, 40 insertions(+), 40 deletions(-)\n\ndiff --git a/Cargo.lock b/Cargo.lock\nindex 5d0c9a1..77aa210 100644\n--- a/Cargo.lock\n+++ b/Cargo.lock\n{lock}diff --git a/Cargo.toml b/Cargo.toml\nindex 3f1c2ab..91be077 100644\n--- a/Cargo.toml\n+++ b/Cargo.toml\n@@ -9,3 +9,3 @@ [dependencies]\n [dependencies]\n-part = \"1.0\"\n+part = \"1.1\"\n \n"
    );
    insta::assert_snapshot!(seen(&text), @r#"
    commit 5d0c9a177aa2105d0c9a177aa2105d0c9a177aa2
    Author: A <a@example.com>
    Date:   Sat Nov 16 17:12:32 2024 +0100

        Update parts
        
        - all of them

     Cargo.lock | 78 ++++++------
     Cargo.toml |  2 +-
     2 files changed, 40 insertions(+), 40 deletions(-)

    index 5d0c9a1..77aa210 100644
    --- a/Cargo.lock
    +++ b/Cargo.lock
    [lines 17-211 left out: 39 hunks, +39 -39]
    index 3f1c2ab..91be077 100644
    --- a/Cargo.toml
    +++ b/Cargo.toml
    @@ -9,3 +9,3 @@ [dependencies]
     [dependencies]
    -part = "1.0"
    +part = "1.1"
    "#);
    let asked = Hints::none().with_arguments(Arguments::command("git show 5d0c9a1 -- Cargo.lock"));
    assert!(seen_after(&text, Level::Balanced, &asked).contains("+version = \"1.7.1\""));
}

#[test]
fn generated_files_say_so() {
    let generated = changes("api/client.go", 6).replacen(
        "@@ -10,7 +10,7 @@ impl Reader0 {\n     fn open",
        "@@ -1,7 +1,7 @@\n // Code generated by maker. DO NOT EDIT.\n     fn open",
        1,
    );
    let generated = generated.replacen("@@ -1,7 +1,7 @@", "@@ -1,8 +1,8 @@", 1);
    insta::assert_snapshot!(seen(&generated), @r"
    index 3f1c2ab..91be077 100644
    --- a/api/client.go
    +++ b/api/client.go
    [lines 5-59 left out: 6 hunks, +6 -6]
    ");
    let minified = format!(
        "--- app.js\n+++ app.js\n@@ -1 +1 @@\n-{0}a\n+{0}b\n",
        "!function(t){return t(1)}(e);".repeat(99)
    );
    insta::assert_snapshot!(seen(&minified), @r"
    --- app.js
    +++ app.js
    [lines 3-5 left out: 1 hunk, +1 -1]
    ");
}

#[test]
fn renames_modes_and_binary_files() {
    let data = format!("z{}\n", "AbC0d".repeat(13)).repeat(30);
    let text = format!(
        "diff --git a/old.txt b/new.txt\nsimilarity index 100%\nrename from old.txt\nrename to new.txt\ndiff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\ndiff --git a/a.png b/a.png\nindex 1..2 100644\nGIT binary patch\nliteral 1560\n{data}\nliteral 1560\n{data}\ndiff --git a/b.png b/b.png\nindex 1..2 100644\nBinary files a/b.png and b/b.png differ\ndiff --git a/a.txt b/a.txt\nindex 3..4 100644\n--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"
    );
    insta::assert_snapshot!(seen(&text), @r"
    diff --git a/old.txt b/new.txt
    similarity index 100%
    rename from old.txt
    rename to new.txt
    diff --git a/run.sh b/run.sh
    old mode 100644
    new mode 100755
    diff --git a/a.png b/a.png
    index 1..2 100644
    GIT binary patch
    literal 1560
    [lines 12-41 left out]

    literal 1560
    [lines 44-73 left out]

    diff --git a/b.png b/b.png
    index 1..2 100644
    Binary files a/b.png and b/b.png differ
    index 3..4 100644
    --- a/a.txt
    +++ b/a.txt
    @@ -1,2 +1,2 @@
     a
    -b
    \ No newline at end of file
    +b
    ");
}

#[test]
fn merges() {
    let hunk = |n: usize| {
        format!(
            "@@@ -{n},6 -{n},7 +{n},7 @@@ func open{n}() {{\n  \tfile := files.find(path, options.all)\n  \tif file == nil {{\n  \t\treturn nil, errors.New(\"no file\")\n- \tread(file)\n -\twrite(file)\n++\treadAndWrite(file)\n+ \tsync(file)\n  \tlog.Printf(\"%d bytes of %s\", file.len, path)\n  \treturn file, file.close(options.all)\n"
        )
    };
    let text = format!(
        "diff --cc io.go\nindex 40fc2ae,31f1c71..eb9aa6d\n--- a/io.go\n+++ b/io.go\n{}{}{}",
        hunk(10),
        hunk(50),
        hunk(90)
    );
    insta::assert_snapshot!(seen(&text), @r#"
    diff --cc io.go
    index 40fc2ae,31f1c71..eb9aa6d
    --- a/io.go
    +++ b/io.go
    @@@ -10,6 -10,7 +10,7 @@@ func open10() {
    [2 context lines left out]
      		return nil, errors.New("no file")
    - 	read(file)
     -	write(file)
    ++	readAndWrite(file)
    + 	sync(file)
    [2 context lines left out]
    @@@ -50,6 -50,7 +50,7 @@@ func open50() {
    [2 context lines left out]
      		return nil, errors.New("no file")
    - 	read(file)
     -	write(file)
    ++	readAndWrite(file)
    + 	sync(file)
    [2 context lines left out]
    @@@ -90,6 -90,7 +90,7 @@@ func open90() {
    [2 context lines left out]
      		return nil, errors.New("no file")
    - 	read(file)
     -	write(file)
    ++	readAndWrite(file)
    + 	sync(file)
    [2 context lines left out]
    "#);
}

#[test]
fn the_function_that_encloses_a_change_stays() {
    let hunk = |n: usize| {
        format!(
            "@@ -{n},9 +{n},9 @@ def previous_{n}(self):\n         return self.previous.value_of(n)\n \n     # What the next one is for, in so many words.\n     def current_{n}(self):\n         first = self.first.value_of(n)\n         second = self.second.value_of(n)\n-        return first + second\n+        return first - second\n \n     def following_{n}(self):\n"
        )
    };
    let text = format!(
        "--- a/x.py\n+++ b/x.py\n{}{}{}{}{}",
        hunk(10),
        hunk(50),
        hunk(90),
        hunk(200),
        hunk(300)
    );
    insta::assert_snapshot!(seen(&text), @r"
    --- a/x.py
    +++ b/x.py
    @@ -10,9 +10,9 @@ def previous_10(self):
    [3 context lines left out]
         def current_10(self):
             first = self.first.value_of(n)
             second = self.second.value_of(n)
    -        return first + second
    +        return first - second
     
         def following_10(self):
    @@ -50,9 +50,9 @@ def previous_50(self):
    [3 context lines left out]
         def current_50(self):
             first = self.first.value_of(n)
             second = self.second.value_of(n)
    -        return first + second
    +        return first - second
     
         def following_50(self):
    @@ -90,9 +90,9 @@ def previous_90(self):
    [3 context lines left out]
         def current_90(self):
             first = self.first.value_of(n)
             second = self.second.value_of(n)
    -        return first + second
    +        return first - second
     
         def following_90(self):
    @@ -200,9 +200,9 @@ def previous_200(self):
    [3 context lines left out]
         def current_200(self):
             first = self.first.value_of(n)
             second = self.second.value_of(n)
    -        return first + second
    +        return first - second
     
         def following_200(self):
    @@ -300,9 +300,9 @@ def previous_300(self):
    [3 context lines left out]
         def current_300(self):
             first = self.first.value_of(n)
             second = self.second.value_of(n)
    -        return first + second
    +        return first - second
     
         def following_300(self):
    ");
}

#[test]
fn line_ends_that_change_are_changes() {
    let lines: String = (1..30)
        .map(|n| {
            format!(
                "-line {n} of a file with all its words\n+line {n} of a file with all its words\r\n"
            )
        })
        .collect();
    let text = format!("--- a/x\n+++ b/x\n@@ -1,29 +1,29 @@\n{lines}");
    assert_eq!(seen(&text), text);
}

#[test]
fn a_patch_that_is_read_stays() {
    let text = changes("src/reader.rs", 9);
    for command in ["cat fix.patch", "sed -n '1,99p' fix.diff"] {
        let hints = Hints::none().with_arguments(Arguments::command(command));
        assert_eq!(seen_after(&text, Level::Balanced, &hints), text);
    }
}

#[test]
fn hunks_that_lie_are_left_alone() {
    let text = changes("src/reader.rs", 8);
    for (from, to) in [("-10,7", "-10,9"), ("+50,7", "+50,6"), ("@@ -90,7", "@@ -90,8")] {
        let lies = text.replacen(from, to, 1);
        let at = lies.find(to).unwrap();
        let hunk = &lies[at..at + lies[at..].find("@@ -").unwrap_or(lies.len() - at)];
        assert!(seen(&lies).contains(hunk), "{hunk}");
        assert_ne!(seen(&lies), lies);
    }
}

#[test]
fn small_diffs_are_left_alone() {
    for text in [&changes("a.rs", 1), "--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n"] {
        assert!(!seen(text).contains("left out"), "{}", seen(text));
    }
}

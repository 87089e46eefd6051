/// What keeping and finding flows costs beside nfdump, with the same made flows: `./check bench
/// history`. {@link org.tapwarden.history.bench.SchoolDay} makes them; each measurement is a
/// process of its own ({@link org.tapwarden.history.bench.Generating}, {@link
/// org.tapwarden.history.bench.Ingesting}, {@link org.tapwarden.history.bench.Collecting}, {@link
/// org.tapwarden.history.bench.Asking}, {@link org.tapwarden.history.bench.Slowing}, {@link
/// org.tapwarden.history.bench.HundredDays}, {@link org.tapwarden.history.bench.AskingHundredDays},
/// {@link org.tapwarden.history.bench.Searchable}), and {@link org.tapwarden.history.bench.Judging}
/// holds it against what was promised.
@NullMarked
package org.tapwarden.history.bench;

import org.jspecify.annotations.NullMarked;

/// The flow language: written once, meant the same everywhere.
///
/// A text is parsed into a {@link org.tapwarden.classifier.language.Query} over the fields of the
/// catalogue; policy compiles that to a predicate, history to a Lucene query. A search may go on
/// with stages behind the filter: a {@link org.tapwarden.classifier.language.Question}. An unknown
/// field is an error that names the nearest ones, never an empty answer.
@NullMarked
package org.tapwarden.classifier.language;

import org.jspecify.annotations.NullMarked;

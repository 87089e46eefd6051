/// Lists of names and addresses that an office or a feed keeps: what a name stands on, and why.
///
/// Millions of names in less than ten bytes of heap each ({@link
/// org.tapwarden.classifier.list.NameIndex}), the entries themselves in a file that is mapped and
/// touched only where a name was found. Promises: every answer was compared with the entry's own
/// text, so a hash never accuses; an answer comes from one generation of the lists, never from two;
/// a list that cannot be read changes nothing.
@NullMarked
package org.tapwarden.classifier.list;

import org.jspecify.annotations.NullMarked;

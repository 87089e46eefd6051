package org.tapwarden.classifier.list;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;

/// What is known of a list as a whole.
///
/// @param id the office's word for it: small letters, digits, `-`, `_` and `.`
/// @param category what its names are for; null only for an allow list that merely lifts
/// @param type what standing on it means
/// @param office kept by the office itself, so it beats every feed
/// @param licence as whoever imported it said
/// @param format in our own word
/// @param source name of the file it came from
/// @param sourceMillis how old that file is
/// @param importedMillis when it was taken in
/// @param importedBy who did it
/// @param entries names, addresses and fingerprints that count
public record ListFacts(
        String id,
        @Nullable Category category,
        Type type,
        boolean office,
        String licence,
        String format,
        String source,
        long sourceMillis,
        long importedMillis,
        String importedBy,
        int entries) {

    private static final int LONGEST_ID = 40;

    /// What standing on a list means.
    public enum Type {
        /// The name is of the list's category.
        DENY,
        /// The name is not what other lists say of it.
        ALLOW
    }

    /// Whether a text can be a list's id.
    public static boolean isId(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_ID
                && text.chars()
                        .allMatch(
                                c -> ('a' <= c && c <= 'z') || ('0' <= c && c <= '9') || isMark(c))
                && !isMark(text.charAt(0));
    }

    /// Whether its entries are hashes of certificates, by the word that whoever read it has for its
    /// format.
    boolean hasCertificates() {
        return format.equals("certificates");
    }

    private static boolean isMark(int c) {
        return c == '-' || c == '_' || c == '.';
    }

    ListFacts with(int counted) {
        return new ListFacts(
                id,
                category,
                type,
                office,
                licence,
                format,
                source,
                sourceMillis,
                importedMillis,
                importedBy,
                counted);
    }

    void write(DataOutput out) throws IOException {
        out.writeUTF(id);
        out.writeUTF(category == null ? "" : category.word());
        out.writeByte(type.ordinal());
        out.writeBoolean(office);
        out.writeUTF(licence);
        out.writeUTF(format);
        out.writeUTF(source);
        out.writeLong(sourceMillis);
        out.writeLong(importedMillis);
        out.writeUTF(importedBy);
        out.writeInt(entries);
    }

    static ListFacts read(DataInput in) throws IOException {
        return new ListFacts(
                in.readUTF(),
                category(in.readUTF()),
                in.readByte() == Type.ALLOW.ordinal() ? Type.ALLOW : Type.DENY,
                in.readBoolean(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                in.readUTF(),
                in.readInt());
    }

    private static @Nullable Category category(String word) throws IOException {
        if (word.isEmpty()) {
            return null;
        }
        for (Category category : Category.values()) {
            if (category.word().equals(word)) {
                return category;
            }
        }
        throw new IOException("a list of a category that this version does not know: " + word);
    }
}

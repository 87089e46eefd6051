package org.tapwarden.classifier.list.reader;

import java.util.ArrayList;
import java.util.List;

/// Fields of a line with commas between (RFC 4180), but for line breaks inside of quotes.
final class Csv {

    static final int MOST_FIELDS = 64;

    private Csv() {}

    static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        var field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                boolean doubled = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (doubled) {
                    field.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted && fields.size() < MOST_FIELDS) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString().strip());
        return fields;
    }
}

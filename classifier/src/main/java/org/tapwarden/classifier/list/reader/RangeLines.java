package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import java.util.List;

/// `first address,last address,number of the network,name`, the last two if there are any. A header
/// may stand before.
final class RangeLines implements LineFormat {

    private boolean begun;

    @Override
    public void line(String line, Reading to) throws IOException {
        if (line.isBlank() || line.charAt(0) == '#') {
            return;
        }
        List<String> fields = Csv.fields(line);
        boolean header = !begun && Addresses.parse(fields.getFirst()) == null && isWord(fields);
        begun = true;
        if (header) {
            return;
        }
        if (fields.size() < 2) {
            to.bad("no two addresses");
            return;
        }
        Addresses.range(fields.get(0), fields.get(1), note(fields), to);
    }

    private static boolean isWord(List<String> fields) {
        return !fields.getFirst().isEmpty() && Character.isLetter(fields.getFirst().charAt(0));
    }

    private static String note(List<String> fields) {
        if (fields.size() < 3) {
            return "";
        }
        String number = fields.get(2);
        boolean digits = !number.isEmpty() && number.chars().allMatch(Character::isDigit);
        String first = digits ? "AS" + number : number;
        return fields.size() < 4 ? first : (first + " " + fields.get(3)).strip();
    }
}

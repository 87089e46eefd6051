package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
import org.tapwarden.classifier.list.Scope;

/// A response policy zone (draft-vixie-dnsop-dns-rpz): the owner's name says what is meant, `CNAME
/// rpz-passthru.` that it is not.
final class ZoneLines implements LineFormat {

    private static final String IP = ".rpz-ip";
    private static final String PASS = "rpz-passthru.";
    private static final int MOST_DEEP = 16;

    private String origin = "";
    private int deep;

    @Override
    public void line(String line, Reading to) throws IOException {
        String content = LineFormat.beforeComment(line, ';');
        boolean goesOn = deep > 0;
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            deep = Math.clamp(deep + (c == '(' ? 1 : c == ')' ? -1 : 0), 0, MOST_DEEP);
        }
        if (goesOn || content.isEmpty()) {
            return;
        }
        if (content.charAt(0) == '$') {
            directive(content);
            return;
        }
        if (Character.isWhitespace(line.charAt(0))) {
            return; // One more record of the owner before.
        }
        record(words(content), to);
    }

    private void directive(String content) {
        List<String> words = words(content);
        if (words.size() > 1 && words.getFirst().equalsIgnoreCase("$ORIGIN")) {
            origin = "." + withoutDot(words.get(1).toLowerCase(Locale.ROOT));
        }
    }

    private static List<String> words(String content) {
        List<String> words = new ArrayList<>();
        for (var rest = new StringTokenizer(content); rest.hasMoreTokens(); ) {
            words.add(rest.nextToken());
        }
        return words;
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private void record(List<String> words, Reading to) throws IOException {
        int type = 1;
        while (type < words.size() && isTimeOrClass(words.get(type))) {
            type++;
        }
        if (type >= words.size()) {
            to.bad("no record of a zone");
            return;
        }
        switch (words.get(type).toUpperCase(Locale.ROOT)) {
            case "SOA" -> {
                String zone = words.getFirst().toLowerCase(Locale.ROOT);
                if (!zone.equals("@")) {
                    origin = "." + withoutDot(zone);
                }
            }
            case "NS", "TXT", "DNSKEY", "RRSIG", "NSEC", "DS" ->
                    to.ignored("records of the zone itself");
            case "CNAME", "A", "AAAA", "DNAME" ->
                    owner(
                            words.getFirst().toLowerCase(Locale.ROOT),
                            words.getLast().toLowerCase(Locale.ROOT),
                            to);
            default -> to.bad("no record of a response policy zone");
        }
    }

    private static boolean isTimeOrClass(String word) {
        return word.equalsIgnoreCase("IN")
                || word.chars().allMatch(c -> Character.digit(c, 10) >= 0)
                || (word.length() > 1
                        && "smhdwSMHDW".indexOf(word.charAt(word.length() - 1)) >= 0
                        && word.chars().limit(word.length() - 1L).allMatch(Character::isDigit));
    }

    private void owner(String absolute, String target, Reading to) throws IOException {
        String owner = absolute;
        if (owner.endsWith(".")) {
            owner = withoutDot(owner);
            if (origin.length() > 1 && owner.endsWith(origin)) {
                owner = owner.substring(0, owner.length() - origin.length());
            }
        }
        boolean passes = target.equals(PASS) || target.equals(absolute);
        if (owner.endsWith(IP)) {
            if (passes) {
                to.ignored("addresses that pass");
            } else {
                prefix(owner.substring(0, owner.length() - IP.length()), to);
            }
        } else if (owner.contains(".rpz-")) {
            to.ignored("rules about name servers and clients");
        } else if (owner.startsWith("*.")) {
            to.name(owner.substring(2), Scope.BELOW, passes);
        } else {
            to.name(owner, Scope.EXACT, passes);
        }
    }

    /// `24.0.2.0.192` is 192.0.2.0/24; of IPv6 the groups, `zz` for a row of zeros.
    private static void prefix(String reversed, Reading to) throws IOException {
        String[] parts = reversed.split("\\.", -1);
        var address = new StringBuilder();
        boolean six = parts.length != 5;
        for (int i = parts.length - 1; i > 0; i--) {
            String part = six && parts[i].equals("zz") ? "" : parts[i];
            address.append(address.isEmpty() && i == parts.length - 1 ? "" : six ? ":" : ".");
            address.append(part);
        }
        String text = address.toString();
        if (six && text.endsWith(":")) {
            text += ":";
        }
        if (six && text.startsWith(":") && !text.startsWith("::")) {
            text = ":" + text;
        }
        Addresses.prefix(text, parts[0], "", to);
    }
}

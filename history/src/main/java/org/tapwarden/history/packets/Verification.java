package org.tapwarden.history.packets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// One look through all items: what differs from what was written. Reads the disk only, so that
/// what is in memory cannot hide a change.
final class Verification {

    private final ItemFiles files;
    private final List<String> differences = new ArrayList<>();

    Verification(ItemFiles files) {
        this.files = files;
    }

    KeptPackets.Verified run() {
        Path folder = files.folder();
        if (!Files.isDirectory(folder)) {
            return new KeptPackets.Verified(0, 0, OptionalLong.empty(), List.of(), "");
        }
        Map<Long, String> there = new TreeMap<>();
        Chain.Verdict chain;
        try {
            chain =
                    Chain.read(
                            folder,
                            read -> {
                                Chain.Row row = read.row();
                                if (row.what() == Chain.What.KEPT) {
                                    there.put(row.item(), row.sha256());
                                } else if (row.what() == Chain.What.GONE) {
                                    there.remove(row.item());
                                }
                            });
            chain.firstBad()
                    .ifPresent(row ->
                            differences.add(
                                    "chain: row "
                                            + row
                                            + " was changed, or a row before it is"
                                            + " missing"));
            for (Map.Entry<Long, String> item : there.entrySet()) {
                compare(item.getKey(), item.getValue());
            }
            for (Path other : files.others(there::containsKey)) {
                String name = String.valueOf(other.getFileName());
                if (!name.endsWith(ItemFiles.PART)) { // else one is made right now
                    differences.add(name + ": the chain knows of no such item");
                }
            }
        } catch (NoSuchFileException e) {
            differences.add("chain: it is missing");
            return new KeptPackets.Verified(0, 0, OptionalLong.empty(), differences, "");
        } catch (IOException e) {
            differences.add("cannot be read: " + e.getMessage());
            return new KeptPackets.Verified(0, 0, OptionalLong.empty(), differences, "");
        }
        return new KeptPackets.Verified(
                there.size(), chain.rows(), chain.firstBad(), differences, chain.head());
    }

    boolean hasRow(String hash) {
        var found = new AtomicBoolean();
        try {
            Chain.read(
                    files.folder(),
                    read -> {
                        if (read.hash().equals(hash)) {
                            found.set(true);
                        }
                    });
        } catch (IOException e) {
            return false;
        }
        return found.get();
    }

    private void compare(long number, String sha256) throws IOException {
        String text;
        try {
            text = Files.readString(files.manifest(number), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            differences.add("item " + number + ": the manifest is missing");
            return;
        }
        if (!Hashes.of(text.getBytes(StandardCharsets.ISO_8859_1)).equals(sha256)) {
            differences.add("item " + number + ": the manifest was changed");
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        KeptItem item = KeptItem.of(new String(bytes, StandardCharsets.UTF_8));
        if (!Files.exists(files.frames(number))) {
            differences.add("item " + number + ": the packets are missing");
        } else if (!Hashes.of(files.frames(number)).equals(item.sha256())) {
            differences.add("item " + number + ": the packets were changed");
        }
    }
}

package org.tapwarden.classifier.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.list.ListFacts.Type.ALLOW;
import static org.tapwarden.classifier.list.ListFacts.Type.DENY;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.RunnerUp.Lost;
import org.tapwarden.classifier.confidential.ProtectedNames;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.list.ListFacts;
import org.tapwarden.classifier.list.ListHit;
import org.tapwarden.classifier.list.Lists;
import org.tapwarden.classifier.list.ListsBuilder;
import org.tapwarden.classifier.list.Scope;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.service.Services;

/// When a list has the last word on a flow's category.
class ListedCategoryTest {

    private static final FlowEvent.Content TLS =
            new FlowEvent.Content(Protocol.TLS, null, Category.UNKNOWN, null);
    private static final FlowEvent.Content VPN =
            new FlowEvent.Content(Protocol.OPENVPN, null, Category.UNKNOWN, null);

    @TempDir private Path folder;

    private final Services services = Services.load();
    private final RecentLabels labels = new RecentLabels();
    private final ActiveLists lists = new ActiveLists();
    private final ListedCategory listed = new ListedCategory(new ActiveLists.Asker(lists));

    @BeforeEach
    void lists_of_a_feed_and_of_the_office() throws IOException {
        var builder = new ListsBuilder();
        int feed = list(builder, "feed", Category.ADULT, DENY, false);
        int fair = list(builder, "fair", null, ALLOW, false);
        int lifted = list(builder, "lifted", null, ALLOW, true);
        int ours = list(builder, "ours", Category.OFFICE_APP, ALLOW, true);
        int ban = list(builder, "ban", Category.GAMES, DENY, true);
        int shelter = list(builder, "shelter", Category.PROTECTED, DENY, false);
        put(builder, shelter, "shelter.example");
        put(builder, feed, "bad.example");
        put(builder, feed, "youtube.com");
        put(builder, feed, "evil.s3.amazonaws.com");
        put(builder, fair, "fair.example");
        put(builder, fair, "reddit.com");
        put(builder, lifted, "twitch.tv");
        put(builder, lifted, "lifted.example");
        put(builder, ours, "tool.example");
        put(builder, ban, "wikipedia.org");
        builder.build();
        Path file = folder.resolve("lists");
        builder.write(file, 1);
        lists.publish(Lists.open(file));
    }

    private static int list(
            ListsBuilder builder,
            String id,
            @Nullable Category category,
            ListFacts.Type type,
            boolean office)
            throws IOException {
        return builder.begin(
                new ListFacts(id, category, type, office, "", "domains", "f", 0, 0, "t", 0));
    }

    private static void put(ListsBuilder builder, int list, String name) throws IOException {
        builder.name(list, name, Scope.TREE, false, 1, name);
    }

    private Label label(String name, FlowEvent.Content content) {
        Services.Service service = services.lookup(name);
        ListHit hit = listed.of(name);
        Lost lost = hit == null ? null : ListedCategory.lost(hit, content, service);
        return labels.of(content, Basis.SEEN, service, Grounds.Kind.SERVICE_TABLE, hit, lost);
    }

    private static String said(Label label) {
        return label.category().word()
                + " "
                + label.application()
                + " "
                + label.basis().word()
                + " "
                + label.grounds().getLast().code();
    }

    @Test
    void a_name_on_a_list_gives_its_category_no_application_and_is_concluded() {
        Label label = label("www.bad.example", TLS);
        assertThat(said(label)).isEqualTo("adult null inferred list:feed/bad.example");
        assertThat(label.grounds().getLast().sentence(""))
                .isEqualTo("the name stands on the list feed, entry bad.example");
        assertThat(Grounds.of("list:feed/bad.example")).isEqualTo(label.grounds().getLast());
        assertThat(said(label("other.example", TLS))).startsWith("web null seen bytes:");
    }

    @Test
    void our_table_keeps_its_word_unless_the_entry_is_more_specific() {
        assertThat(said(label("www.youtube.com", TLS)))
                .isEqualTo("streaming youtube seen service-table:youtube");
        assertThat(said(label("evil.s3.amazonaws.com", TLS)))
                .isEqualTo("adult amazonaws inferred list:feed/evil.s3.amazonaws.com");
    }

    @Test
    void an_allow_of_a_feed_lifts_nothing_of_ours() {
        assertThat(said(label("www.reddit.com", TLS))).contains("service-table:reddit");
        assertThat(said(label("fair.example", TLS))).startsWith("web null seen bytes:");
    }

    @Test
    void the_office_lifts_and_gives_categories_of_our_table() {
        assertThat(said(label("www.twitch.tv", TLS)))
                .isEqualTo("web twitch inferred list:lifted/twitch.tv");
        assertThat(said(label("tool.example", TLS)))
                .isEqualTo("office-app null inferred list:ours/tool.example");
        assertThat(said(label("en.wikipedia.org", TLS)))
                .isEqualTo("games wikipedia inferred list:ban/wikipedia.org");
    }

    @Test
    void a_tunnel_that_the_bytes_show_is_not_hidden_by_the_name_it_shows() {
        for (String name : new String[] {"lifted.example", "tool.example", "www.bad.example"}) {
            Label label = label(name, VPN);
            assertThat(label.category()).isEqualTo(Category.VPN);
            assertThat(label.basis()).isEqualTo(Basis.SEEN);
        }
    }

    private static String second(Label label) {
        RunnerUp second = label.runnerUp();
        return second == null
                ? "nothing"
                : second.category().word()
                        + " "
                        + second.grounds().code()
                        + " "
                        + second.lost().word();
    }

    @Test
    void what_a_list_said_or_took_away_came_second() {
        assertThat(second(label("www.youtube.com", TLS)))
                .isEqualTo("adult list:feed/youtube.com less-specific");
        assertThat(second(label("evil.s3.amazonaws.com", TLS)))
                .endsWith(" service-table:amazonaws less-specific");
        assertThat(second(label("en.wikipedia.org", TLS)))
                .endsWith(" service-table:wikipedia office-list");
        assertThat(second(label("www.twitch.tv", TLS)))
                .isEqualTo("streaming service-table:twitch office-list");
        assertThat(second(label("www.bad.example", VPN)))
                .isEqualTo("adult list:feed/bad.example outweighed");
        assertThat(second(label("www.bad.example", TLS))).isEqualTo("nothing");
        assertThat(second(label("fair.example", TLS))).isEqualTo("nothing");
        assertThat(second(label("www.reddit.com", TLS))).isEqualTo("nothing");
    }

    @Test
    void what_the_bytes_betray_comes_second_to_the_service_of_the_name() {
        var content = new FlowEvent.Content(Protocol.HTTP, "soap", Category.WEB, "http-request");
        Label label = label("www.youtube.com", content);
        assertThat(label.application()).isEqualTo("youtube");
        // The list that says less exactly what it is comes before it.
        assertThat(second(label)).startsWith("adult");
        Label other = label("www.netflix.com", content);
        assertThat(second(other)).isEqualTo("web bytes:http-request named-service");
    }

    @Test
    void a_list_may_name_protected_destinations() {
        var names = new ProtectedNames(services::lookup, new ActiveLists.Asker(lists));
        for (String name : new String[] {"shelter.example", "chat.shelter.example"}) {
            assertThat(names.holds(name)).isTrue();
        }
        assertThat(names.holds("www.bad.example")).isFalse();
    }

    @Test
    void new_lists_count_for_a_name_that_was_just_asked_about() {
        assertThat(said(label("www.bad.example", TLS))).startsWith("adult");
        lists.publish(null);
        assertThat(said(label("www.bad.example", TLS))).startsWith("web");
    }

    @Test
    void without_lists_everything_is_as_before() {
        lists.publish(null);
        assertThat(said(label("www.bad.example", TLS))).startsWith("web null seen bytes:");
    }
}

package org.tapwarden.classifier.protocol.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_MORE;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.reply;
import static org.tapwarden.classifier.protocol.Samples.tcp;
import static org.tapwarden.classifier.protocol.Samples.udp;
import static org.tapwarden.classifier.protocol.file.FileConversations.rpc;
import static org.tapwarden.classifier.protocol.file.FileConversations.smb;
import static org.tapwarden.classifier.protocol.file.FileConversations.smb1;
import static org.tapwarden.classifier.protocol.file.FileConversations.smb1Negotiate;
import static org.tapwarden.classifier.protocol.file.FileConversations.smb2Negotiate;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.protocol.Transport;

class FileDissectorsTest {

    private final Learnt learnt = new Learnt();

    private static Payload fromServer(byte[] bytes, int port) {
        return Samples.payload(bytes, Transport.TCP, Direction.FROM_DESTINATION, 50_000, port);
    }

    private static Payload text(String text) {
        return tcp(bytes().ascii(text.replace("|", "\r\n").replace('~', '\0')).done());
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private void assertOnlyRightBytes(Dissector dissector, byte[] right, int... fixed) {
        assertThat(dissector.look(tcp(right), learnt)).isIn(YES, YES_MORE);
        for (int at : fixed) {
            learnt.clear();
            assertThat(dissector.look(tcp(with(right, at, right[at] ^ 0x55)), learnt))
                    .as("byte " + at)
                    .isEqualTo(NO);
            assertThat(learnt.grounds()).isNull();
        }
    }

    /// Mail servers greet with the same number.
    @ParameterizedTest
    @CsvSource({
        "220 (vsFTPd 3.0.5)|, YES_MORE, (vsFTPd 3.0.5)",
        "220 ProFTPD Server ready.|, YES_MORE, ProFTPD Server ready.",
        "220 Welcome|, PERHAPS,",
        "220 (vsFTPd, PERHAPS,",
        "22, PERHAPS,",
        "220 ftp.example.org ESMTP x|, PERHAPS,",
        "220 mail.example.org ftp|, PERHAPS,",
        "200 ftp|, NO,",
        "221 ftp|, NO,",
        "2200 ftp|, NO,",
        "EHLO example.org|, NO,",
        "HELP|, NO,"
    })
    void a_greeting_counts_when_it_names_ftp(
            String greeting, Dissector.Answer expected, String software) {
        assertThat(new FtpControlDissector().look(text(greeting), learnt)).isEqualTo(expected);
        assertThat(learnt.software()).isEqualTo(software);
    }

    @Test
    void a_command_of_ftp_counts_behind_a_reply_and_its_argument_is_not_taken() {
        var ftp = new FtpControlDissector();
        Payload command = text("USER anna|");
        assertThat(ftp.look(command, learnt)).isEqualTo(PERHAPS);
        long command1 = learnt.memory();
        learnt.clear();
        Payload greeting = text("220 Welcome|");
        greeting.after(2, command1);
        assertThat(ftp.look(greeting, learnt)).isEqualTo(YES_MORE);
        long both = learnt.memory();
        learnt.clear();
        command.after(3, both);
        assertThat(ftp.look(command, learnt)).isEqualTo(YES);
        assertThat(learnt.software()).isNull();
        assertThat(learnt.question()).isNull();
    }

    @Test
    void ftp_over_tls_is_told_when_tls_begins() {
        var ftp = new FtpControlDissector();
        Payload asked = text("AUTH TLS|");
        asked.after(2, 1);
        assertThat(ftp.look(asked, learnt)).isEqualTo(YES_MORE);
        assertThat(learnt.variant()).isNull();
        learnt.clear();
        Payload begun = tcp(bytes().ascii("AUTH TLS\r\n").put(FileConversations.HELLO).done());
        begun.after(4, 3);
        assertThat(ftp.look(begun, learnt)).isEqualTo(YES);
        assertThat(learnt.variant()).isSameAs(FtpControlDissector.FTPS);
        assertThat(learnt.serverName()).isEqualTo("files.example.org");
    }

    @ParameterizedTest
    @CsvSource({
        "'drwxr-xr-x    2 0        0            4096 Jan 02 12:00 pub|', YES",
        "'total 12|drwxr-xr-x    2 0        0            4096 Jan 02 12:00 pub|', YES",
        "'01-31-26  05:12PM       <DIR>          pub|', YES",
        "'type=file;size=12;modify=20260102030405;perm=r; notes.txt|', YES",
        "'drwxr-xr-x    2 0        0       ', PERHAPS",
        "'total 12|', PERHAPS",
        "'drwxr-xr-q    2 0        0            4096 Jan 02 12:00 pub|', NO",
        "'drwxr-xr-x|', NO",
        "'total x|drwxr-xr-x    2 0        0      4096 Jan 02 12:00 pub|', NO",
        "'13-31-26  05:12XM       <DIR>          pub|', NO",
        "'type=file and then something else entirely|', NO",
        "'GET / HTTP/1.1|', NO"
    })
    void a_listing_is_data_of_ftp(String listing, Dissector.Answer expected) {
        assertThat(new FtpDataDissector().look(text(listing), learnt)).isEqualTo(expected);
    }

    /// Where both sides speak it is the output of a shell, for instance.
    @Test
    void a_listing_behind_something_else_is_not_data_of_ftp() {
        Payload second = text(FileConversations.LISTING);
        second.after(2, 0);
        assertThat(new FtpDataDissector().look(second, learnt)).isEqualTo(NO);
        Payload otherSide = fromServer(bytes().ascii(FileConversations.LISTING).done(), 40_000);
        otherSide.after(2, 1);
        assertThat(new FtpDataDissector().look(otherSide, learnt)).isEqualTo(NO);
    }

    @ParameterizedTest
    @CsvSource({"20, 504b0304, YES", "21, 504b0304, NO", "20, 504b0305, NO", "20, 1f8b08ff, NO"})
    void a_file_counts_only_from_the_port_for_data(
            int port, String magic, Dissector.Answer expected) {
        byte[] file = bytes().hex(magic).noise(30).done();
        assertThat(new FtpDataDissector().look(fromServer(file, port), learnt)).isEqualTo(expected);
    }

    @Test
    void smb_in_a_netbios_message_is_the_application() {
        assertThat(new SmbDissector().look(tcp(smb(smb1(0x73, 0))), learnt)).isEqualTo(YES);
        assertThat(learnt.variant()).isSameAs(Protocol.NBNS);
        assertThat(learnt.application()).isEqualTo("smbv1");
        assertThat(learnt.applicationCategory()).isEqualTo(Category.FILE_SERVICE);
    }

    @Test
    void the_version_of_smb_2_is_in_the_answer() {
        var smb = new SmbDissector();
        assertThat(smb.look(tcp(smb(smb2Negotiate(0))), learnt)).isEqualTo(YES_MORE);
        assertThat(learnt.application()).isEqualTo("smbv23");
        assertThat(learnt.version()).isNull();
        assertThat(smb.look(fromServer(smb(smb2Negotiate(1)), 445), learnt)).isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("3.1.1");
    }

    @Test
    void who_offers_both_versions_is_told_by_what_follows() {
        var smb = new SmbDissector();
        byte[] both = smb(smb1Negotiate("NT LM 0.12", "SMB 2.002", "SMB 2.???"));
        assertThat(smb.look(tcp(both), learnt)).isEqualTo(PERHAPS);
        byte[] old = smb(smb1Negotiate("NT LM 0.12"));
        assertThat(smb.look(tcp(old), learnt)).isEqualTo(YES);
        assertThat(learnt.application()).isEqualTo("smbv1");
        learnt.clear();
        byte[] goesOn = bytes().put(both).put(smb(smb2Negotiate(0))).done();
        assertThat(smb.look(tcp(goesOn), learnt)).isEqualTo(YES_MORE);
        assertThat(learnt.application()).isEqualTo("smbv23");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 5, 6, 7, 8, 9})
    void one_wrong_byte_is_not_smb(int at) {
        byte[] right = smb(smb2Negotiate(0));
        byte[] wrong = with(right, at, right[at] ^ 0x55);
        assertThat(new SmbDissector().look(tcp(wrong), learnt)).isEqualTo(NO);
    }

    @Test
    void a_session_is_asked_for_by_two_names() {
        byte[] session = FileConversations.session();
        assertThat(new SmbDissector().look(tcp(session), learnt)).isEqualTo(YES_MORE);
        assertThat(learnt.application()).isNull();
        assertThat(new SmbDissector().look(tcp(with(session, 10, 'Q')), learnt)).isEqualTo(NO);
        assertThat(new SmbDissector().look(tcp(with(session, 38, 31)), learnt)).isEqualTo(NO);
        byte[] carries = bytes().put(session).put(smb(smb1(0x73, 0))).done();
        assertThat(new SmbDissector().look(tcp(carries), learnt)).isEqualTo(YES);
        assertThat(learnt.application()).isEqualTo("smbv1");
    }

    /// Version, minor version, type, character set, lengths.
    @ParameterizedTest
    @CsvSource({"0, 4", "1, 2", "2, 20", "4, 32", "5, 4", "6, 1", "7, 1", "8, 15", "10, 70"})
    void one_wrong_byte_is_not_dce_rpc(int at, int value) {
        byte[] right = FileConversations.dceRpc(11, 72);
        assertThat(new DceRpcDissector().look(tcp(right), learnt)).isEqualTo(YES);
        assertThat(new DceRpcDissector().look(tcp(with(right, at, value)), learnt)).isEqualTo(NO);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 11", "3, 4", "4, 1", "6, 2", "74, 83", "75, 1"})
    void a_datagram_of_dce_rpc_adds_up(int at, int value) {
        byte[] right = FileConversations.dceRpcDatagram(84);
        assertThat(new DceRpcDissector().look(udp(right, 34_964), learnt)).isEqualTo(YES);
        byte[] wrong = with(right, at, value);
        assertThat(new DceRpcDissector().look(udp(wrong, 34_964), learnt)).isEqualTo(NO);
    }

    @Test
    void the_interface_of_profinet_is_the_application() {
        var rpc = new DceRpcDissector();
        byte[] other = FileConversations.dceRpcDatagram(84);
        assertThat(rpc.look(udp(other, 34_964), learnt)).isEqualTo(YES);
        assertThat(learnt.application()).isNull();
        byte[] interfaceId = bytes().hex("0100a0de 976cd111 827100a0 2442df7d").done();
        System.arraycopy(interfaceId, 0, other, 24, interfaceId.length);
        assertThat(rpc.look(udp(other, 34_964), learnt)).isEqualTo(YES);
        assertThat(learnt.application()).isEqualTo("profinet_io");
    }

    @ParameterizedTest
    @CsvSource({
        "100003, 3, 1, 0, nfs",
        "100005, 3, 1, 0, nfs",
        "100021, 4, 1, 0, nfs",
        "100000, 2, 3, 100003, nfs",
        "100000, 2, 3, 100024, rpc",
        "100000, 2, 0, 100003, rpc",
        "100024, 1, 1, 0, rpc",
        "1298437, 400, 1, 0, glusterfs"
    })
    void a_call_is_named_after_its_program(
            int program, int version, int procedure, int argument, String word) {
        byte[] call = rpc(program, version, procedure, argument);
        assertThat(new SunRpcDissector().look(udp(call, 40_000), learnt)).isEqualTo(YES);
        Protocol variant = learnt.variant();
        assertThat(variant == null ? SunRpcDissector.RPC : variant).hasToString(word);
        assertThat(learnt.version()).isEqualTo(program == 100_003 ? "3" : null);
    }

    /// A reply, another version of RPC, no program, a flavor and a length that cannot be.
    @ParameterizedTest
    @CsvSource({"7, 2", "11, 3", "12, 128", "13, 0", "16, 255", "20, 1", "24, 255", "29, 255"})
    void one_wrong_byte_is_not_a_call(int at, int value) {
        byte[] call = rpc(100_003, 3, 1, 0);
        assertThat(new SunRpcDissector().look(udp(with(call, at, value), 2049), learnt))
                .isEqualTo(NO);
    }

    @Test
    void rx_is_known_by_both_sides_of_one_connection() {
        var rx = new RxDissector();
        Payload client = udp(FileConversations.rx(1, 5), 7000);
        assertThat(rx.look(client, learnt)).isEqualTo(PERHAPS);
        long met = learnt.memory();
        learnt.clear();
        client.after(2, met);
        assertThat(rx.look(client, learnt)).isEqualTo(PERHAPS);
        Payload sameRole = reply(FileConversations.rx(1, 5), 7000);
        sameRole.after(2, met);
        assertThat(rx.look(sameRole, learnt)).isEqualTo(NO);
        Payload server = reply(FileConversations.rx(2, 4), 7000);
        server.after(2, met);
        learnt.clear();
        assertThat(rx.look(server, learnt)).isEqualTo(YES);
        Payload other = reply(with(FileConversations.rx(2, 4), 5, 1), 7000);
        other.after(2, met);
        learnt.clear();
        assertThat(rx.look(other, learnt)).isEqualTo(PERHAPS);
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "12, 1", "16, 1", "20, 0", "20, 14", "21, 64", "23, 7"})
    void one_wrong_byte_is_not_rx(int at, int value) {
        byte[] wrong = with(FileConversations.rx(1, 5), at, value);
        assertThat(new RxDissector().look(udp(wrong, 7000), learnt)).isEqualTo(NO);
    }

    @ParameterizedTest
    @CsvSource({
        "1, boot.cfg~octet~, YES",
        "2, boot.cfg~NetASCII~, YES",
        "1, boot.cfg~octet~blksize~1428~, YES",
        "1, ~octet~, NO",
        "1, boot.cfg~octet, NO",
        "1, boot.cfg~octets~, NO",
        "1, boot.cfg~, NO",
        "6, blksize~1428~, YES",
        "6, blksize~x~, NO",
        "6, block~1428~, NO",
        "7, boot.cfg~octet~, NO"
    })
    void tftp_names_a_file_and_a_mode(int opcode, String rest, Dissector.Answer expected) {
        byte[] request = bytes().u16(opcode).ascii(rest.replace('~', '\0')).done();
        assertThat(new TftpDissector().look(udp(request, 69), learnt)).isEqualTo(expected);
        assertThat(learnt.question()).isNull();
    }

    @Test
    void a_block_is_acknowledged_by_the_other_side_and_by_its_number() {
        var tftp = new TftpDissector();
        Payload block = udp(bytes().hex("0003 0001").noise(512).done(), 50_100);
        assertThat(tftp.look(block, learnt)).isEqualTo(PERHAPS);
        long met = learnt.memory();
        Payload sameSide = udp(bytes().hex("0004 0001").done(), 50_100);
        sameSide.after(2, met);
        assertThat(tftp.look(sameSide, learnt)).isEqualTo(NO);
        for (String wrong : new String[] {"0004 0002", "0004 000100", "0005 0001"}) {
            Payload other = reply(bytes().hex(wrong).done(), 50_100);
            other.after(2, met);
            assertThat(tftp.look(other, learnt)).as(wrong).isEqualTo(NO);
        }
    }

    @Test
    void git_tells_the_host_and_not_the_path() {
        assertThat(new GitDissector().look(tcp(FileConversations.git()), learnt)).isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo("git.example.org");
        assertThat(learnt.question()).isNull();
        assertThat(new GitDissector().look(text("0040git-upload-pac"), learnt)).isEqualTo(PERHAPS);
        assertThat(new GitDissector().look(text("0040git-something /x~host=y~"), learnt))
                .isEqualTo(NO);
        assertThat(new GitDissector().look(text("00x0git-upload-pack /x~host=y~"), learnt))
                .isEqualTo(NO);
    }

    @Test
    void versions_are_told() {
        assertThat(new RsyncDissector().look(text("@RSYNCD: 31.0\n"), learnt)).isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("31.0");
        assertThat(new CephDissector().look(text("ceph v2\n12"), learnt)).isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("2");
        assertThat(new GiopDissector().look(tcp(FileConversations.giop()), learnt)).isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("1.2");
    }

    @Test
    void what_is_forwarded_tells_its_name_behind_the_header() {
        var proxy = new ProxyHeaderDissector();
        byte[] header = FileConversations.proxyHeader();
        assertThat(proxy.look(tcp(header), learnt)).isEqualTo(YES_MORE);
        byte[] both = bytes().put(header).put(FileConversations.HELLO).done();
        assertThat(proxy.look(tcp(both), learnt)).isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo("files.example.org");
        assertThat(learnt.version()).isEqualTo("2");
        assertThat(proxy.look(text("PROXY TCP5 1 2 3 4|"), learnt)).isEqualTo(NO);
        assertThat(proxy.look(text("PROXY TCP4 192.0.2.1"), learnt)).isEqualTo(PERHAPS);
    }

    @Test
    void a_forwarded_request_tells_its_host() {
        byte[] request = FileConversations.ajpRequest("www.Example.org");
        assertThat(new AjpDissector().look(tcp(request), learnt)).isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo("www.example.org");
    }

    @Test
    void a_ping_of_ajp_needs_its_answer() {
        byte[] ping = bytes().hex("1234 0001 0a").done();
        byte[] pong = bytes().hex("4142 0001 09").done();
        assertThat(new AjpDissector().look(tcp(ping), learnt)).isEqualTo(PERHAPS);
        long met = learnt.memory();
        Payload answer = fromServer(pong, 8009);
        learnt.clear();
        assertThat(new AjpDissector().look(answer, learnt)).isEqualTo(PERHAPS);
        answer.after(2, met);
        assertThat(new AjpDissector().look(answer, learnt)).isEqualTo(YES_MORE);
    }

    @Test
    void one_wrong_byte_is_something_else() {
        assertOnlyRightBytes(new IscsiDissector(), FileConversations.iscsi(), 0, 2, 3, 4, 48, 50);
        assertOnlyRightBytes(new IceDissector(), FileConversations.ice(), 0, 3, 4, 6, 8, 9, 13);
        assertOnlyRightBytes(
                new WebLogicDissector(), bytes().ascii("t3 12.2.1\nAS:255\n").done(), 0, 2, 9, 12);
        assertOnlyRightBytes(new LustreDissector(), FileConversations.lustreMessage(), 0, 8, 40);
        assertOnlyRightBytes(new PerforceDissector(), FileConversations.perforce("protocol"), 0, 1);
        assertOnlyRightBytes(new NdmpDissector(), FileConversations.ndmp(0x502), 0, 4, 12, 18, 23);
        assertOnlyRightBytes(new GiopDissector(), FileConversations.giop(), 0, 1, 2, 3, 4, 5, 7);
        assertOnlyRightBytes(
                new AjpDissector(), FileConversations.ajpRequest("www.example.org"), 0, 1, 4);
        assertOnlyRightBytes(
                new FastCgiDissector(),
                bytes().hex("01010001 00080000 00010100 00000000").done(),
                0,
                1,
                4,
                5,
                6,
                8,
                10,
                11,
                12,
                15);
        assertOnlyRightBytes(
                new JavaRmiDissector(), bytes().ascii("JRMI").hex("00024b").done(), 0, 3, 5, 6);
        assertOnlyRightBytes(
                new NinePDissector(),
                bytes().hex("15000000 64 ffff 00200000 0800").ascii("9P2000.L").done(),
                1,
                4,
                5,
                11,
                13,
                18);
        assertOnlyRightBytes(
                new NcpDissector(),
                bytes().ascii("DmdT").u32(24).zeros(8).u16(0x1111).zeros(6).done(),
                0,
                3,
                4,
                16,
                17);
        assertOnlyRightBytes(
                new DrbdDissector(), bytes().hex("83740267 fffe 0050").done(), 0, 1, 2, 3, 4, 5);
        assertOnlyRightBytes(
                new HadoopDissector(), bytes().ascii("hrpc").hex("0900df").done(), 0, 3, 4, 6);
        assertOnlyRightBytes(
                new XrootdDissector(), bytes().zeros(12).u32(4).u32(2012).done(), 0, 11, 15, 19);
        assertOnlyRightBytes(
                new BaculaDissector(),
                FileConversations.bacula("Hello Director example calling\n"),
                0,
                4,
                8,
                28);
        assertOnlyRightBytes(
                new DistccDissector(), bytes().ascii("DIST00000001ARGC00000008").done(), 0, 11, 12);
        assertOnlyRightBytes(
                new NbdDissector(), bytes().ascii("NBDMAGICIHAVEOPT").u16(3).done(), 0, 7, 8, 15);
        assertOnlyRightBytes(
                new HbaseDissector(), bytes().ascii("HBas").hex("0050").done(), 0, 3, 4, 5);
        assertOnlyRightBytes(
                new SvnDissector(), bytes().ascii("( success ( 2 2 ( ) ").done(), 0, 2, 9);
        assertOnlyRightBytes(
                new CvsDissector(), bytes().ascii("BEGIN AUTH REQUEST\n").done(), 0, 6, 18);
        assertOnlyRightBytes(
                new JetDirectDissector(), bytes().u8(0x1b).ascii("%-12345X").done(), 0, 1, 8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 12, 15})
    void a_datagram_of_bjnp_has_its_length(int at) {
        byte[] right = FileConversations.bjnp(4);
        assertThat(new BjnpDissector().look(udp(right, 8612), learnt)).isEqualTo(YES);
        byte[] wrong = with(right, at, right[at] ^ 0x55);
        assertThat(new BjnpDissector().look(udp(wrong, 8612), learnt)).isEqualTo(NO);
    }

    @Test
    void flute_is_known_by_its_description() {
        var flute = new FluteDissector();
        byte[] right = FileConversations.flute("<FDT-Instance Expires=");
        assertThat(flute.look(udp(right, 40_085), learnt)).isEqualTo(YES);
        byte[] other = FileConversations.flute("{FDT-Instance Expires=");
        assertThat(flute.look(udp(other, 40_085), learnt)).isEqualTo(NO);
        for (int at : new int[] {0, 2, 12, 13}) {
            assertThat(flute.look(udp(with(right, at, right[at] ^ 0x40), 40_085), learnt))
                    .as("byte " + at)
                    .isEqualTo(NO);
        }
    }

    @Test
    void uftp_is_known_by_two_datagrams_of_one_group() {
        var uftp = new UftpDissector();
        byte[] one = FileConversations.uftp(1);
        Payload payload = udp(one, 1044);
        assertThat(uftp.look(payload, learnt)).isEqualTo(PERHAPS);
        long met = learnt.memory();
        payload.after(2, met);
        assertThat(uftp.look(payload, learnt)).isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("4");
        Payload otherGroup = udp(with(one, 11, 7), 1044);
        otherGroup.after(2, met);
        assertThat(uftp.look(otherGroup, learnt)).isEqualTo(PERHAPS);
        for (int at : new int[] {0, 1, 15, 16, 17}) {
            assertThat(uftp.look(udp(with(one, at, 0x33), 1044), learnt))
                    .as("byte " + at)
                    .isEqualTo(NO);
        }
    }

    @Test
    void a_file_server_of_apple_answers_the_number_of_the_request() {
        var afp = new AfpDissector();
        Payload asked = tcp(FileConversations.dsi(0, 3, new byte[0]));
        assertThat(afp.look(asked, learnt)).isEqualTo(PERHAPS);
        long met = learnt.memory();
        byte[] status = FileConversations.dsi(1, 3, FileConversations.afpStatus());
        Payload answer = fromServer(status, 548);
        answer.after(2, met);
        assertThat(afp.look(answer, learnt)).isEqualTo(YES);
        for (int at : new int[] {1, 3, 4, 12}) {
            Payload wrong = fromServer(with(status, at, status[at] ^ 0x55), 548);
            wrong.after(2, met);
            assertThat(afp.look(wrong, learnt)).as("byte " + at).isEqualTo(NO);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2lp|2120 cfA001host|, YES",
        "2lp|34096 dfA001host|, YES",
        "2lp|2120, PERHAPS",
        "2lp|, PERHAPS",
        "2l, PERHAPS",
        "2lp|2120 xfA001host|, NO",
        "2lp|2 cfA001host|, NO",
        "2lp|4120 cfA001host|, NO",
        "1lp|, NO"
    })
    void a_print_job_announces_its_files(String said, Dissector.Answer expected) {
        byte[] bytes = bytes().ascii(said.replace('|', '\n')).done();
        // The digits that begin a line stand for the codes.
        int second = said.indexOf('|') + 1;
        bytes[0] = (byte) (bytes[0] - '0');
        if (second > 0 && second < bytes.length) {
            bytes[second] = (byte) (bytes[second] - '0');
        }
        Payload payload = Samples.payload(bytes, Transport.TCP, Direction.FROM_SOURCE, 50_000, 515);
        assertThat(new LpdDissector().look(payload, learnt)).isEqualTo(expected);
        Payload elsewhere = tcp(bytes);
        assertThat(new LpdDissector().look(elsewhere, learnt)).isEqualTo(NO);
    }

    @Test
    void a_whole_word_is_needed_however_the_stream_is_cut() {
        byte[] packet = bytes().ascii("Amanda 3.5 REQ HANDLE 000-0 SEQ 1\n").done();
        var amanda = new AmandaDissector();
        for (int length = 0; length < 22; length++) {
            assertThat(amanda.look(tcp(Arrays.copyOf(packet, length)), learnt)).isEqualTo(PERHAPS);
        }
        assertThat(amanda.look(tcp(packet), learnt)).isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("3.5");
    }

    @Test
    void noise_on_their_own_ports_convinces_none() {
        var random = new Random(4);
        int[] ports = {20, 21, 69, 111, 135, 139, 445, 515, 548, 1044, 2049, 7000, 9418};
        var payload = new Payload();
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            payload.set(noise, 0, noise.length);
            for (Dissector dissector : FileDissectors.ALL) {
                for (Transport transport : dissector.about().transports()) {
                    payload.of(transport, Direction.FROM_SOURCE, 50_000, ports[i % ports.length]);
                    learnt.clear();
                    assertThat(dissector.look(payload, learnt))
                            .as(dissector.about().title())
                            .isIn(NO, PERHAPS);
                }
            }
        }
    }
}

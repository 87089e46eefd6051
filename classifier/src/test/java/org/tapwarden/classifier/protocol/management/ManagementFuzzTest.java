package org.tapwarden.classifier.protocol.management;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class ManagementFuzzTest extends FuzzTarget {

    @FuzzTest
    void ntp(byte[] bytes) {
        look(new NtpDissector(), bytes);
    }

    @FuzzTest
    void snmp(byte[] bytes) {
        look(new SnmpDissector(), bytes);
    }

    @FuzzTest
    void syslog(byte[] bytes) {
        look(new SyslogDissector(), bytes);
    }

    @FuzzTest
    void radius(byte[] bytes) {
        look(new RadiusDissector(), bytes);
    }

    @FuzzTest
    void netFlow(byte[] bytes) {
        look(new NetFlowDissector(), bytes);
    }

    @FuzzTest
    void ipfix(byte[] bytes) {
        look(new IpfixDissector(), bytes);
    }

    @FuzzTest
    void sFlow(byte[] bytes) {
        look(new SFlowDissector(), bytes);
    }

    @FuzzTest
    void collectd(byte[] bytes) {
        look(new CollectdDissector(), bytes);
    }

    @FuzzTest
    void rmcp(byte[] bytes) {
        look(new RmcpDissector(), bytes);
    }

    @FuzzTest
    void zabbix(byte[] bytes) {
        look(new ZabbixDissector(), bytes);
    }

    @FuzzTest
    void kismet(byte[] bytes) {
        look(new KismetDissector(), bytes);
    }

    @FuzzTest
    void ripeAtlas(byte[] bytes) {
        look(new RipeAtlasDissector(), bytes);
    }

    @FuzzTest
    void roughtime(byte[] bytes) {
        look(new RoughtimeDissector(), bytes);
    }

    @FuzzTest
    void ptp(byte[] bytes) {
        look(new PtpDissector(), bytes);
    }

    @FuzzTest
    void tacacs(byte[] bytes) {
        look(new TacacsDissector(), bytes);
    }

    @FuzzTest
    void diameter(byte[] bytes) {
        look(new DiameterDissector(), bytes);
    }

    @FuzzTest
    void openFlow(byte[] bytes) {
        look(new OpenFlowDissector(), bytes);
    }

    @FuzzTest
    void checkmk(byte[] bytes) {
        look(new CheckmkDissector(), bytes);
    }

    @FuzzTest
    void nrpe(byte[] bytes) {
        look(new NrpeDissector(), bytes);
    }

    @FuzzTest
    void munin(byte[] bytes) {
        look(new MuninDissector(), bytes);
    }

    @FuzzTest
    void graphite(byte[] bytes) {
        look(new GraphiteDissector(), bytes);
    }

    @FuzzTest
    void statsd(byte[] bytes) {
        look(new StatsdDissector(), bytes);
    }

    @FuzzTest
    void ganglia(byte[] bytes) {
        look(new GangliaDissector(), bytes);
    }

    @FuzzTest
    void relp(byte[] bytes) {
        look(new RelpDissector(), bytes);
    }

    @FuzzTest
    void gelf(byte[] bytes) {
        look(new GelfDissector(), bytes);
    }

    @FuzzTest
    void lumberjack(byte[] bytes) {
        look(new LumberjackDissector(), bytes);
    }

    @FuzzTest
    void agentX(byte[] bytes) {
        look(new AgentXDissector(), bytes);
    }

    @FuzzTest
    void wccp(byte[] bytes) {
        look(new WccpDissector(), bytes);
    }

    @FuzzTest
    void wakeOnLan(byte[] bytes) {
        look(new WakeOnLanDissector(), bytes);
    }
}

namespace Lfs.Analysis.Lints;

/// <summary>The tables of the modelled firmware. Written by DeviceTablesTests: UPDATE_GOLDEN=1.</summary>
static class DeviceTables
{
    public const string Lua51 = """
        _G: ROM _G _VERSION assert collectgarbage coroutine debug dofile error file gcinfo getfenv
          getmetatable ipairs load loadfile loadstring math module newproxy next node package pairs pcall
          pipe print rawequal rawget rawset require select setfenv setmetatable string table tmr tonumber
          tostring type uart unpack xpcall
        coroutine: create resume running status wrap yield
        debug: getregistry getstrings traceback
        file: close exists flush format fscfg fsinfo getcontents list on open putcontents read readline
          remove rename seek stat write writeline
        math: abs ceil floor huge max min pi pow random randomseed sqrt
        node.LFS: get list reload
        node.egc: ALWAYS NOT_ACTIVE ON_ALLOC_FAILURE ON_MEM_LIMIT meminfo setmode
        node.task: HIGH_PRIORITY LOW_PRIORITY MEDIUM_PRIORITY post
        node: CPU160MHZ CPU80MHZ LFS bootreason chipid compile dsleep dsleepMax egc flashid flashindex
          flashreload flashsize getcpufreq getpartitiontable heap info input osprint output random restart
          restore setcpufreq setonerror setpartitiontable sleep startup startupcommand stripdebug task
        package: config cpath loaded loaders loadlib path preload seeall
        pipe: create
        string: byte char dump find format gfind gmatch gsub len lower match rep reverse sub upper
        table: concat foreach foreachi getn insert maxn remove setn sort
        tmr: ALARM_AUTO ALARM_SEMI ALARM_SINGLE ccount create delay now softwd time wdclr
        uart: DIR_RX DIR_TX PARITY_EVEN PARITY_NONE PARITY_ODD STOPBITS_1 STOPBITS_1_5 STOPBITS_2 alt
          fifodepth getconfig on setup write
        """;

    public const string Lua51Int = """
        _G: ROM _G _VERSION assert collectgarbage coroutine debug dofile error file gcinfo getfenv
          getmetatable ipairs load loadfile loadstring math module newproxy next node package pairs pcall
          pipe print rawequal rawget rawset require select setfenv setmetatable string table tmr tonumber
          tostring type uart unpack xpcall
        coroutine: create resume running status wrap yield
        debug: getregistry getstrings traceback
        file: close exists flush format fscfg fsinfo getcontents list on open putcontents read readline
          remove rename seek stat write writeline
        math: abs ceil floor huge max min pow random randomseed sqrt
        node.LFS: get list reload
        node.egc: ALWAYS NOT_ACTIVE ON_ALLOC_FAILURE ON_MEM_LIMIT meminfo setmode
        node.task: HIGH_PRIORITY LOW_PRIORITY MEDIUM_PRIORITY post
        node: CPU160MHZ CPU80MHZ LFS bootreason chipid compile dsleep dsleepMax egc flashid flashindex
          flashreload flashsize getcpufreq getpartitiontable heap info input osprint output random restart
          restore setcpufreq setonerror setpartitiontable sleep startup startupcommand stripdebug task
        package: config cpath loaded loaders loadlib path preload seeall
        pipe: create
        string: byte char dump find format gfind gmatch gsub len lower match rep reverse sub upper
        table: concat foreach foreachi getn insert maxn remove setn sort
        tmr: ALARM_AUTO ALARM_SEMI ALARM_SINGLE ccount create delay now softwd time wdclr
        uart: DIR_RX DIR_TX PARITY_EVEN PARITY_NONE PARITY_ODD STOPBITS_1 STOPBITS_1_5 STOPBITS_2 alt
          fifodepth getconfig on setup write
        """;

    public const string Lua53 = """
        _G: ROM _G _VERSION assert collectgarbage coroutine debug dofile error file getmetatable ipairs load
          loadfile loadstring math next node package pairs pcall pipe print rawequal rawget rawlen rawset
          require select setmetatable string table tmr tonumber tostring type uart unpack utf8 xpcall
        coroutine: create isyieldable resume running status wrap yield
        debug: gethook getinfo getlocal getmetatable getregistry getstrings getupvalue getuservalue sethook
          setlocal setmetatable setupvalue setuservalue traceback upvalueid upvaluejoin
        file: close exists flush format fscfg fsinfo getcontents list on open putcontents read readline
          remove rename seek stat write writeline
        math: abs acos asin atan ceil cos deg exp floor fmod huge log max maxinteger min mininteger modf pi
          rad random randomseed sin sqrt tan tointeger type ult
        node.LFS: get list reload
        node.task: HIGH_PRIORITY LOW_PRIORITY MEDIUM_PRIORITY post
        node: CPU160MHZ CPU80MHZ LFS bootreason chipid compile dsleep dsleepMax flashid flashindex
          flashreload flashsize getcpufreq getpartitiontable heap info input osprint output random restart
          restore setcpufreq setonerror setpartitiontable sleep startup startupcommand stripdebug task
        package: config loaded loaders path preload searchers searchpath
        pipe: create
        string: byte char dump find format gmatch gsub len lower match pack packsize rep reverse sub unpack
          upper
        table: concat insert move pack remove sort unpack
        tmr: ALARM_AUTO ALARM_SEMI ALARM_SINGLE ccount create delay now softwd time wdclr
        uart: DIR_RX DIR_TX PARITY_EVEN PARITY_NONE PARITY_ODD STOPBITS_1 STOPBITS_1_5 STOPBITS_2 alt
          fifodepth getconfig on setup write
        utf8: char codepoint codes len offset
        """;
}

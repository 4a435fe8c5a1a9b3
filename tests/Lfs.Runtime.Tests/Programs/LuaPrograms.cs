using System.Globalization;
using System.Text;

namespace Lfs.Tests;

/// <summary>
/// Makes Lua programs from a grammar: the same seed, the same program. They end, and print nothing that may
/// differ between a device and Lua 5.1 on a host: no addresses, no order of hash keys, no names of locals.
/// </summary>
sealed partial class LuaPrograms
{
    const int Statements = 8;
    const int MostDepth = 3;

    /// <summary>
    /// Every program begins with this. P prints the results of a function, or its error; S shows a value.
    /// </summary>
    const string Preamble = """
        g1, g2, g3 = 7, "seven", { 3, 1, 2 }
        local function S(v, depth)
          if type(v) == "table" then
            if (depth or 0) > 2 then return "{...}" end
            local parts = {}
            for i = 1, #v do parts[i] = S(v[i], (depth or 0) + 1) end
            return "{" .. table.concat(parts, ",") .. "|" .. S(rawget(v, "x"), 3) .. "}"
          end
          if type(v) == "function" or type(v) == "thread" then return type(v) end
          if v ~= v then return "nan" end
          return tostring(v)
        end
        local function E(m)
          if type(m) ~= "string" then return S(m) end
          m = m:gsub("local '[^']*' %((an? %w+ value)%)", "%1")
          m = m:gsub(" %(%a+ '[^']*'%)", "")
          return (m:gsub("upvalue '[^']*' %((an? %w+ value)%)", "%1"))
        end
        local function R(ok, ...)
          local parts = {}
          for i = 1, select("#", ...) do parts[i] = ok and S((select(i, ...))) or E((select(i, ...))) end
          print(ok, table.concat(parts, " "))
        end
        local function P(f, ...) R(pcall(f, ...)) end
        local a, b, c, t = 1, "two", nil, { 5, 4, x = 3 }

        """;

    readonly StringBuilder _text = new(Preamble);
    readonly bool _floats;
    readonly bool _is53;
    ulong _state;
    int _names;

    LuaPrograms(int seed, string target)
    {
        _state = unchecked(((ulong)seed + 1) * 0x9E3779B97F4A7C15);
        _floats = target != "5.1-int";
        _is53 = target.StartsWith("5.3", StringComparison.Ordinal);
    }

    /// <summary>The program of a seed, in the language of a target.</summary>
    public static string Make(int seed, string target)
    {
        LuaPrograms program = new(seed, target);
        for (int i = 0; i < Statements; i++)
            program.Statement(0);
        return program._text.ToString();
    }

    /// <summary>A number from 0 up to a bound. Source: Vigna, xorshift64*.</summary>
    int Below(int bound)
    {
        unchecked
        {
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            return (int)((_state * 0x2545F4914F6CDD1D >> 33) % (ulong)bound);
        }
    }

    string OneOf(params ReadOnlySpan<string> texts) => texts[Below(texts.Length)];

    string NewName() => string.Create(CultureInfo.InvariantCulture, $"v{++_names}");

    void Line(int depth, string text) => _text.Append(' ', 2 * depth).Append(text).Append('\n');

    void Print(int depth, string expression) => Line(depth, $"P(function() return {expression} end)");

    void Block(int depth, string head, string foot)
    {
        Line(depth, head);
        int count = 1 + Below(3);
        for (int i = 0; i < count; i++)
            Statement(depth + 1);
        Line(depth, foot);
    }

    void Statement(int depth)
    {
        switch (Below(depth < MostDepth ? 16 : 8))
        {
            case 0 or 1 or 2:
                Print(depth, Any(3));
                break;
            case 3:
                Line(depth, $"{OneOf("a", "b", "c", "g1", "g2", "t.x", "t[1]", "g3[2]")} = {Plain(2)}");
                break;
            case 4 when _is53 && Below(4) == 0:
                Operators53(depth);
                break;
            case 4:
                Print(depth, Call(2) + ", " + Any(2));
                break;
            case 5:
                Line(depth, $"P(function() {OneOf("g1", "g2", "g3")} = {Any(3)} end)");
                break;
            case 6:
                Print(depth, Text(3));
                break;
            case 7:
                Print(depth, Number(4));
                break;
            case 8:
                Block(depth, $"if {Any(2).Replace("\n", " ", StringComparison.Ordinal)} then", "end");
                break;
            case 9:
                string i = NewName();
                Block(depth, $"for {i} = {Small()}, {Small()}, {OneOf("1", "2", "-1", "3")} do a = {i}",
                    "end");
                break;
            case 10:
                Line(depth,
                    $"for k, v in ipairs({{ {List(3)} }}) do P(function() return k, v, {Any(2)} end) end");
                break;
            case 11:
                Function(depth);
                break;
            case 12:
                Coroutine(depth);
                break;
            case 13:
                Metatable(depth);
                break;
            case 14:
                Block(depth, "P(function(...)", $"return {Any(2)}, ... end, {List(2)})");
                break;
            default:
                string n = NewName();
                Line(depth, $"local {n} = 0");
                bool isRepeat = Below(2) == 0;
                string count = $"{n} = {n} + 1 if {n} > {1 + Below(4)} then break end";
                if (isRepeat)
                    Block(depth, "repeat " + count, $"until {Any(1)}");
                else
                    Block(depth, $"while {OneOf("true", n + " < 3", "a")} do {count}", "end");
                break;
        }
    }

    /// <summary>A closure over what is around it, called more than once.</summary>
    void Function(int depth)
    {
        string f = NewName();
        string parameters = OneOf("", "p", "p, q", "p, ...", "...");
        Line(depth, $"local {f} do local up, n = {Any(2)}, 0");
        Block(depth, $"{f} = function({parameters}) n = n + 1 {OneOf("up = n", "t.x = up", "c = up", "")}",
            $"if n > 3 then error({OneOf("{ n }", "'deep'", "'deep', 0", "nil", "n")}) end "
            + $"return n, {OneOf("up", "S(up)", "#t", "t")}{(parameters.Contains("...") ? ", ..."
                : "")} end end");
        for (int i = 0; i < 3; i++)
            Line(depth, $"P({f}, {List(2)})");
    }

    void Coroutine(int depth)
    {
        string co = NewName();
        Block(depth, $"local {co} = coroutine.create(function(...) local y = coroutine.yield({OneOf("...",
            "#t", "a, b")})",
            $"c = {OneOf("y", "coroutine.yield(y, y)", "pcall(error, y)")} return c, {Any(2)} end)");
        for (int i = 0; i < 4; i++)
            Line(depth, $"R(coroutine.resume({co}, {List(1)})) print(coroutine.status({co}))");
        string wrapped = OneOf("for i = 1, 3 do coroutine.yield(i, g1) end", "coroutine.yield(b) error(b)",
            "error({ 1 })", "table.sort({ 3, 2, 1 }, function(x, y) coroutine.yield(x) return x < y end)");
        string f = NewName();
        Line(depth,
            $"local {f} = coroutine.wrap(function() {wrapped} end) P({f}) P({f}) P({f}) P({f}) P({f})");
    }

    void Metatable(int depth)
    {
        string t1 = NewName();
        Line(depth, $"local {t1} = setmetatable({{ {List(2)} }}, {{");
        foreach (string name in (ReadOnlySpan<string>)
            ["add", "sub", "mul", "div", "mod", "pow", "unm", "concat", "eq", "lt", "le", "call", "index",
                "newindex"])
        {
            if (Below(2) == 0)
                continue;
            string body = OneOf("return S(x) .. S(y)", "return rawequal(x, y)", $"return {Any(1)}",
                "return y",
                $"error({OneOf("'" + name + "'", "x", "'" + name + "', 0")})");
            Line(depth, $"  __{name} = function(x, y, z) {body} end,");
        }
        Line(depth, OneOf("  __tostring = function() return 'shown' end,", "  __metatable = 'closed',", "")
            + "})");
        string other = OneOf("1", "'k'", t1, "t", "nil");
        foreach (string format in (ReadOnlySpan<string>)
            ["{0} + {1}", "{1} - {0}", "{0} * {1}", "{0} / {1}", "{0} .. {1}", "{1} .. {0}", "{0} == {1}",
                "{0} < {1}",
                "{1} <= {0}", "-({0})", "{0}({1})", "{0}.key", "{0}[{1}]", "#{0}", "{0} ^ {1}", "{0} > {1}"])
        {
            if (Below(3) == 0)
                Print(depth, string.Format(CultureInfo.InvariantCulture, format, t1, other));
        }
        Line(depth,
            $"P(function() {t1}.key = {Any(1)} return rawget({t1}, 'key'), S(getmetatable({t1})) end)");
    }
}

using System.Globalization;

namespace Lfs.Tests;

sealed partial class LuaPrograms
{
    string List(int depth)
    {
        int count = Below(5);
        return count == 0 ? "nil" : string.Join(", ", Enumerable.Range(0, count).Select(_ => Any(depth)));
    }

    string Small() => Below(12).ToString(CultureInfo.InvariantCulture);

    /// <summary>An index or a count, small enough for a device's 32 bits.</summary>
    string Index() => OneOf("0", "1", "2", "3", "-1", "-2", "5", "#t", "-10", "20");

    /// <summary>Something that raises no error.</summary>
    string Plain(int depth) => Below(5) switch
    {
        0 => Literal(),
        1 => Quoted(),
        2 => OneOf("nil", "true", "false"),
        3 => $"{{ {List(depth - 1)}, x = {Literal()} }}",
        _ => $"({Literal()} {OneOf("+", "-", "*")} {Literal()})",
    };

    string Any(int depth)
    {
        if (depth <= 0)
            return OneOf("a", "b", "c", "t", "g1", "g2", "g3", "nil", "true", "false", Literal(), Quoted());
        return Below(12) switch
        {
            0 => $"({Any(depth - 1)} {OneOf("and", "or")} {Any(depth - 1)})",
            1 => $"not {Any(depth - 1)}",
            2 => $"({Any(depth - 1)} {OneOf("==", "~=")} {Any(depth - 1)})",
            3 => $"({Any(depth - 1)} {OneOf("<", "<=", ">", ">=")} {Any(depth - 1)})",
            4 => $"{{ {List(depth - 1)}, x = {Any(depth - 1)} }}",
            5 => $"{OneOf("t", "g3", "a", "b", "c")}[{Any(depth - 1)}]",
            6 => $"{OneOf("t", "g3", "g1", "c")}.{OneOf("x", "len", "y.z")}",
            7 => Call(depth - 1),
            8 => Text(depth - 1),
            9 => $"(function(...) return {Any(depth - 1)}, ... end)({List(depth - 1)})",
            _ => Number(depth - 1),
        };
    }

    string Number(int depth)
    {
        if (depth <= 0)
            return OneOf("a", "g1", "#t", "#b", "t[1]", "'10'", Literal(), Literal());
        if (_is53 && Below(2) == 0)
            return Number53(depth);
        return Below(9) switch
        {
            0 => $"-({Number(depth - 1)})",
            1 => $"#{OneOf("t", "g2", "g3", "b", Text(depth - 1))}",
            2 => $"math.{OneOf("floor", "ceil", "abs", _floats ? "sqrt" : "abs")}({Number(depth - 1)})",
            3 => $"math.{OneOf("max", "min")}({Number(depth - 1)}, {Number(depth - 1)})",
            // A negative number with a base has as many bits as the machine: only digits are there.
            4 => $"tonumber({OneOf(Text(depth - 1), Number(depth - 1), Quoted() + OneOf(", 10", ", 16",
                ", 36"))})",
            // A string beside % is formatted on a device: only numbers are there.
            5 => $"({Literal()} % {OneOf("3", "-3", "7", _is53 ? "(#t + 1)" : "#t")})",
            _ => $"({Number(depth - 1)} {OneOf("+", "-", "*", _floats ? "/" : "+",
                "^")} {Number(depth - 1)})",
        };
    }

    string Text(int depth)
    {
        if (depth <= 0)
            return OneOf("b", "g2", Quoted(), Quoted());
        if (_is53 && Below(3) == 0)
            return Text53(depth);
        string s = Text(depth - 1);
        return Below(14) switch
        {
            0 => $"({s} .. {OneOf(Any(depth - 1), Number(depth - 1), Text(depth - 1))})",
            1 => $"({s}):{OneOf("upper", "lower", "reverse", "len")}()",
            2 => $"({s}):sub({Index()}, {Index()})",
            3 => $"({s}):rep({Index()})",
            4 => $"({s}):byte({Index()})",
            5 => $"string.char({Small()} + 60, 65)",
            6 => $"({s}):find({Pattern()}{OneOf("", "", ", " + Index(), ", 1, true")})",
            7 => $"({s}):match({Pattern()}{OneOf("", ", " + Index())})",
            8 => $"({s}):gsub({Pattern()}, {OneOf("'<%0>'", "'%1'", "'x'", "''", "t", "g3",
                "function(x, y) return y end",
                "string.upper", "'%2'", "'%%'", "function() return {} end", "{ a = 'A', t = 1, w = true }")}"
                + $"{OneOf("", ", 1", ", 2", ", 0")})",
            9 => $"tostring({OneOf(Number(depth - 1), Text(depth - 1), "nil", "true", Literal())})",
            10 => Format(depth - 1),
            11 => $"table.concat({OneOf("t", "g3", "{ 1, 2, 'x' }", $"{{ {List(1)} }}")}{OneOf("", ", ','",
                ", b, 1, 2")})",
            12 => $"(function() local r = '' for w in ({s}):gmatch({Pattern()}) do r = r .. w end "
                + "return r end)()",
            _ => $"type({Any(depth - 1)})",
        };
    }

    string Format(int depth)
    {
        string width = OneOf("", "5", "-5", "05", "+", " ", "#", ".3", "8.3", "-8.2", "20");
        string specifier = OneOf(_floats
            ? ["d", "i", "x", "X", "o", "u", "c", "s", "q", "g", "G", "e", "E", "f", "%", "y"]
            : ["d", "i", "x", "X", "o", "u", "c", "s", "q", "%", "y"]);
        string value = specifier switch
        {
            "s" or "q" => OneOf(Text(depth), "b", "g2", Any(0)),
            "d" or "i" => OneOf(Small(), "-" + Small(), "'12'", "#t", "b"),
            "x" or "X" or "o" or "u" or "c" => OneOf(Small(), "255", "4096", "'12'", "g2"),
            _ => OneOf(Literal(), "a", "g1", "'0x10'"),
        };
        // C leaves these combinations undefined.
        if (specifier is "s" or "q" or "c" or "%" or "y")
            width = OneOf("", "", "5", "-5");
        if (specifier is "q" or "%")
            width = "";
        if (width == "#" && specifier is not ("x" or "X" or "o" or "g" or "e" or "f"))
            width = "";
        return $"string.format('[%{width}{specifier}]', {value})";
    }

    string Pattern()
    {
        int count = 1 + Below(3);
        string pattern = Below(5) == 0 ? "^" : "";
        for (int i = 0; i < count; i++)
        {
            string one = OneOf("a", ".", "%a", "%d", "%s", "%w", "[abc]", "[^a-m]", "%u", "[%d%.]", "o",
                "%p", "(%a)", "()",
                "(.)", "%b()", "%f[%a]", "(%w)%1", "%1", "[", "(", "%");
            pattern += one + (one.Length <= 2 && one[^1] is not ('(' or '[') ? OneOf("", "", "*", "+", "-",
                "?") : "");
        }
        return "'" + pattern + (Below(6) == 0 ? "$" : "") + "'";
    }

    string Call(int depth) => _is53 ? (Below(3) == 0 ? SharedCall(depth) : Call53(depth))
        : Below(2) == 0 ? SharedCall(depth) : Call51(depth);

    string Call51(int depth) => Below(4) switch
    {
        0 => $"unpack({OneOf("t", "g3", "{ 1, nil, 3 }")}{OneOf("", ", 2", ", 1, 3", ", 3, 1")})",
        1 => $"loadstring({OneOf("'return 1 + 1'", "'return ...'", "'x ='", "'return' .. S(a)", "b",
            "'for'", "'return \"'")}, '=l')",
        2 => $"table.{OneOf("concat", "maxn", "getn", "foreachi", "remove")}({OneOf("t", "g3",
            Any(0))}{OneOf("", ", " + Any(0))})",
        _ => SharedCall(depth),
    };

    string SharedCall(int depth) => Below(13) switch
    {
        0 => $"select({OneOf("1", "2", "-1", "'#'", "0", "9")}, {List(depth)})",
        1 => $"(function(x) table.sort(x{OneOf("",
            ", function(p, q) return p > q end")}) return x end)({{ {List(depth)} }})",
        2 => $"(function(x) table.insert(x, {OneOf("1, 9", "9", Any(0), "2, "
            + Any(0))}) return x end)({{ 1, 2, 3 }})",
        3 => $"table.remove({{ 1, 2, 3 }}{OneOf("", ", 1", ", 2", ", 9", ", 0")})",
        4 => $"pcall({OneOf("error", "S", "tonumber", "next", "rawget", "setmetatable",
            "function(x) return x.y end")}, {List(depth)})",
        5 => $"rawequal({Any(depth)}, {Any(depth)})",
        6 => $"next({OneOf("{}", "{ 1 }", "{ x = 2 }", Any(0))})",
        7 => $"xpcall(function() return {Any(depth)} end, function(m) return E(m) .. '!' end)",
        8 => $"rawget({OneOf("t", "g3", "a")}, {Any(0)})",
        9 => $"(function(x) x[{Any(0)}] = {Any(depth)} return x, #x end)({{ 1, 2 }})",
        10 => $"string.{OneOf("len", "upper", "rep", "sub", "byte", "format", "find", "char")}({List(1)})",
        11 => $"math.{OneOf("floor", "max", "min", "abs", "ceil")}({List(1)})",
        _ => $"tostring({List(0)}):gsub('0x%x+', '0x')",
    };

    string Literal() => _is53 ? Literal53() : _floats
        ? OneOf("0", "1", "2", "3", "7", "10", "-1", "100", "255", "0.5", "1.25", "-2.75", "1e3", "0.1",
            "1e15", "123456.789",
            "1e100", "3.14159265358979", "(0/0)", "(1/0)", "-0.1", "1e-5", "2^53", "65536")
        : OneOf("0", "1", "2", "3", "7", "10", "-1", "100", "255", "65536", "2147483647", "-5", "1000");

    string Quoted() => OneOf("''", "'a'", "'hello world'", "'10'", "'0x1F'", "' 12 '", "'1e2'", "'a,b,,c'",
        "'(x(y)z)'",
        "'line\\nbreak'", "'\\0zero\\0'", "'%d'", "'THE (quick) fox'", "'aaa'", "'key = value'", "'1.5'");
}

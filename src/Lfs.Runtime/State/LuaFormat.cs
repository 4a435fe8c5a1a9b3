using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

/// <summary>Receives the pieces of a text that is put together.</summary>
interface IFormatTarget
{
    /// <summary>Begins a text.</summary>
    void BeginFormat();

    /// <summary>Adds a piece, with one character a byte.</summary>
    void AddPiece(string text);

    /// <summary>Adds a number.</summary>
    void AddPiece(int number);

    /// <summary>Ends the text.</summary>
    /// <param name="pieces">How many pieces were added.</param>
    void EndFormat(int pieces);
}

/// <summary>
/// An interpolated string as the device makes it: each literal between two values, and each value, is a
/// string on the Lua stack of its own before they are joined. So a message takes as much RAM as on a device,
/// and no other strings.
/// </summary>
/// <remarks>Source: lobject.c, <c>luaO_pushvfstring</c>. There is a literal, possibly empty, before each
/// value and after the last.</remarks>
[InterpolatedStringHandler]
ref struct LuaFormat
{
    readonly IFormatTarget _target;
    string _literal = "";
    int _pieces;

    public LuaFormat(int literalLength, int formattedCount, IFormatTarget target)
    {
        _ = literalLength;
        _ = formattedCount;
        _target = target;
        target.BeginFormat();
    }

    public void AppendLiteral(string text) => _literal += text;

    public void AppendFormatted(string text)
    {
        AddLiteral();
        _target.AddPiece(text);
        _pieces++;
    }

    public void AppendFormatted(int number)
    {
        AddLiteral();
        _target.AddPiece(number);
        _pieces++;
    }

    /// <summary>Ends the text. No other member is used after it.</summary>
    public void End()
    {
        AddLiteral();
        _target.EndFormat(_pieces);
    }

    void AddLiteral()
    {
        _target.AddPiece(_literal);
        _literal = "";
        _pieces++;
    }
}

/// <summary>The same for an error of a library function: the position of its caller stands first.</summary>
/// <remarks>Source: lauxlib.c, <c>luaL_error</c>.</remarks>
[InterpolatedStringHandler]
ref struct LuaErrorFormat
{
    LuaFormat _format;

    public LuaErrorFormat(int literalLength, int formattedCount, ILuaState lua)
    {
        lua.BeginError();
        _format = new LuaFormat(literalLength, formattedCount, lua);
    }

    public void AppendLiteral(string text) => _format.AppendLiteral(text);

    public void AppendFormatted(string text) => _format.AppendFormatted(text);

    public void AppendFormatted(int number) => _format.AppendFormatted(number);

    /// <inheritdoc cref="LuaFormat.End"/>
    public void End() => _format.End();
}

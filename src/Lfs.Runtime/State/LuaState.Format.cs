using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

// lobject.c, luaO_pushvfstring, and the functions of lauxlib.c that call it. The pieces of a message are
// strings on the stack, and so in the string table, until they are joined.
unsafe partial class LuaState<T>
{
    void IFormatTarget.BeginFormat()
    {
        if (T.FormatsFromEmpty)
            AddPiece("");
    }

    void IFormatTarget.AddPiece(string text) => AddPiece(text);

    void IFormatTarget.AddPiece(int number) => AddPiece(number);

    void IFormatTarget.EndFormat(int pieces) => JoinPieces(pieces);

    void AddPiece(string text)
    {
        SetString(Top, NewString(text));
        CountPiece();
    }

    void AddPiece(int number)
    {
        SetInteger(Top, number);
        // 5.1 converts a number where it joins the pieces, from the last to the first.
        if (!T.FormatsFromEmpty)
            SetString(Top, NumberToString(Top));
        CountPiece();
    }

    void CountPiece()
    {
        CheckStack(1);
        Top++;
    }

    void JoinPieces(int pieces)
    {
        if (T.FormatsFromEmpty)
        {
            Check(Concat(pieces + 1, Count - 1));
            Top -= pieces;
        }
        else if (pieces > 1)
        {
            Check(Concat53(pieces));
        }
    }

    /// <summary>Pushes a formatted text without a step of the collector (luaO_pushfstring).</summary>
    internal void PushPieces([InterpolatedStringHandlerArgument("")] ref LuaFormat format)
    {
        format.End();
        Debug.Assert(Tag<T>.IsString(Top[-1].Tag), "The pieces of a text become one string.");
    }

    /// <summary>Pushes a text that has no values, as the pieces of a message (luaO_pushfstring).</summary>
    internal void PushPieces(string text)
    {
        if (T.FormatsFromEmpty)
            AddPiece("");
        AddPiece(text);
        JoinPieces(1);
    }

    /// <summary>Pushes the text of a number. 5.1 turns the number itself into a string (lbaselib.c,
    /// luaB_tostring), 5.3 formats it between two empty pieces (lauxlib.c, luaL_tolstring).</summary>
    void PushNumberAsText(int index)
    {
        if (T.FormatsFromEmpty)
        {
            TryString(index, out ReadOnlySpan<byte> text);
            PushString(text);
            return;
        }
        T number = *ValueAt(index);
        AddPiece("");
        SetString(Top, NumberToString(&number));
        CountPiece();
        AddPiece("");
        JoinPieces(3);
        CheckGc();
    }

    /// <summary>Pushes a formatted text (lapi.c, lua_pushfstring), and returns it.</summary>
    public string PushFormat([InterpolatedStringHandlerArgument("")] ref LuaFormat format)
    {
        format.End();
        CheckGcAfter();
        return TextOf(Introspection<T>.UpToNul(BytesOf(Top[-1].Ref)));
    }

    /// <summary>Pushes "chunk:line: " of a level of the stack, or an empty text (lauxlib.c,
    /// luaL_where).</summary>
    public void PushWhere(int level)
    {
        CheckGcBefore();
        if (Introspection.FindActivation(0, level, out Activation at, named: false) && at.CurrentLine > 0)
            PushPieces($"{at.ShortSource}:{at.CurrentLine}: ");
        else if (T.FormatsFromEmpty)
            PushString(default);
        else
            PushPieces("");
        CheckGcAfter();
    }

    /// <summary>An error with the position of the function that called the library (lauxlib.c,
    /// luaL_error).</summary>
    public LuaError Error([InterpolatedStringHandlerArgument("")] ref LuaErrorFormat format)
    {
        format.End();
        return ErrorOfPieces();
    }

    /// <summary>The same without an exception: the function returns this.</summary>
    internal int RaiseError([InterpolatedStringHandlerArgument("")] ref LuaErrorFormat format)
    {
        format.End();
        CheckGcAfter();
        Concat(2);
        return RaiseOnTop();
    }

    /// <inheritdoc cref="Error(ref LuaErrorFormat)"/>
    public LuaError Error(string message)
    {
        BeginError();
        PushPieces(message);
        return ErrorOfPieces();
    }

    /// <inheritdoc/>
    public void BeginError()
    {
        PushWhere(1);
        CheckGcBefore();
    }

    /// <summary>"chunk:line: " of a level of the stack, or an empty text, for the host.</summary>
    string Where(int level) =>
        Introspection.FindActivation(0, level, out Activation at, named: false) && at.CurrentLine > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{at.ShortSource}:{at.CurrentLine}: ")
            : "";

    LuaError ErrorOfPieces()
    {
        CheckGcAfter();
        Concat(2);
        return ErrorOnTop();
    }
}

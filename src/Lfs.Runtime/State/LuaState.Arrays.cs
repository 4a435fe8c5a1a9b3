using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

// What the table library needs to be fast on plain arrays: items without a detour over the stack.
unsafe partial class LuaState<T>
{
    /// <summary>Pops a value: <c>value[key] = v</c>, with metamethods.</summary>
    internal void SetInt(int index, long key)
    {
        T* table = ValueAt(index);
        if (table->Tag == Tag<T>.Table)
        {
            Table<T>* t = TableAt(table->Ref);
            if (t->Metatable == 0 || GetInt(t, key)->Tag != Tag<T>.Nil)
            {
                RawSetInt(index, key);
                return;
            }
        }
        T copy = *table;
        PushInteger(key);
        Check(SetIndex(&copy, Top - 1, Top - 2));
        Top -= 2;
    }

    /// <summary>The length of a value, with metamethods in 5.3.</summary>
    internal long LengthAt(int index)
    {
        if (!T.TablesHaveMethods || IsPlainTable(index))
            return RawLength(index);
        PushNil();
        Check(Length(Top - 1, ValueAt(index)));
        if (!TryInteger(-1, out long length))
            throw Error("object length is not an integer");
        Pop(1);
        return length;
    }

    /// <summary>A table in RAM without a metatable: raw access is all there is to it.</summary>
    internal bool IsPlainTable(int index)
    {
        T* value = ValueAt(index);
        return value->Tag == Tag<T>.Table && TableAt(value->Ref)->Metatable == 0;
    }

    /// <summary>
    /// Moves items within the array part of a table. False, and nothing moved, if they are not all there.
    /// </summary>
    internal bool MoveItems(int index, long from, long to, long count)
    {
        T* value = ValueAt(index);
        if (value->Tag != Tag<T>.Table || count <= 0 || from < 1 || to < 1)
            return false;
        Table<T>* t = TableAt(value->Ref);
        if (Math.Max(from, to) + count - 1 > t->SizeArray)
            return false;
        // No barrier: whatever moves was reachable from this table before.
        T* items = Slot(t->Array) - 1;
        new ReadOnlySpan<T>(items + from, (int)count).CopyTo(new Span<T>(items + to, (int)count));
        return true;
    }

    /// <summary>The text of a string in a table, without metamethods.</summary>
    internal bool TryItemString(int index, long key, out ReadOnlySpan<byte> text)
    {
        T* table = ValueAt(index);
        T* value = table->Tag == Tag<T>.Table ? GetInt(TableAt(table->Ref), key) : _nil;
        bool isString = Tag<T>.IsString(value->Tag);
        text = isString ? BytesOf(value->Ref) : default;
        return isString;
    }

    /// <summary>The operator &lt; on values near the top, with metamethods.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool LessOnTop(int first, int second)
    {
        T* a = Top + first;
        T* b = Top + second;
        if (a->Tag == Tag<T>.Number && b->Tag == Tag<T>.Number)
            return T.HasFloats ? a->Float < b->Float : a->Int < b->Int;
        return LessThan(first, second);
    }

    /// <summary>The answer of a function to two values near the top, as a boolean.</summary>
    internal bool AskFunction(int function, int first, int second)
    {
        T* top = Top;
        top[0] = *ValueAt(function);
        top[1] = top[first];
        top[2] = top[second];
        Top = top + 3;
        Call(top, 1);
        Top--;
        return !Tag<T>.IsFalse(Top);
    }
}

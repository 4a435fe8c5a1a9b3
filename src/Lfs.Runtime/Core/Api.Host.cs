namespace Lfs.Runtime.Core;

// What the hosting API needs beyond a library function.
sealed unsafe partial class Vm<T>
{
    /// <summary>Makes a function of the host known. Its number.</summary>
    internal int AddHostFunction(HostFunction<T> function)
    {
        // Beyond them begin the addresses of the firmware's own functions.
        if (_hostFunctions.Count >= Firmware<T>.MostHostFunctions)
            throw new InvalidOperationException("The device has no address left for a function of the host.");
        _hostFunctions.Add(function);
        return _hostFunctions.Count - 1;
    }

    /// <summary>Puts another function at a number: whoever holds the old one calls the new one.</summary>
    internal void ReplaceHostFunction(int number, HostFunction<T> function) =>
        _hostFunctions[number] = function;

    /// <summary>
    /// Pushes a function of the host as a light function. Its code address lies in instruction RAM.
    /// </summary>
    internal void PushHostFunction(int number)
    {
        SetRef(Top, Tag<T>.LightFunction, Firmware<T>.HostCodeStart + (uint)number * Firmware<T>.CodeStep);
        Top++;
    }

    /// <summary>Takes a function back. Its number is used again unless others were pushed since.</summary>
    internal void ForgetHostFunction(int number)
    {
        if (number == _hostFunctions.Count - 1)
            _hostFunctions.RemoveAt(number);
        else
            _hostFunctions[number] = vm => throw vm.Error("the function is gone");
    }

    // The objects that handles of the host keep lie in a table that only the collector and these know. No
    // program can reach it, by the registry or otherwise.

    /// <summary>Keeps the object at an index under a number, which is free.</summary>
    internal void HoldObject(int index, int number)
    {
        if (_g.Handles == 0)
        {
            uint table = NewTable();
            _g.Handles = table;
            // The roots may have been marked already in this cycle; 5.3 marks them again at its end.
            if (!T.Is53 && _g.GcState == GcState.Propagate)
                MarkObject(table);
        }
        Table<T>* handles = TableAt(_g.Handles);
        T* slot = SetInt(handles, number);
        *slot = *ValueAt(index);
        BarrierBack(handles, slot);
    }

    /// <summary>Lets go of an object. Takes no memory and raises no error.</summary>
    internal void ReleaseObject(int number)
    {
        if (_g.Handles == 0)
            return;
        T* slot = GetInt(TableAt(_g.Handles), number);
        if (slot->Tag != Tag<T>.Nil)
            SetNil(slot);
    }

    /// <summary>Pushes an object that is kept.</summary>
    internal void PushHeld(int number)
    {
        *Top = *GetInt(TableAt(_g.Handles), number);
        Top++;
    }

    /// <summary>5.3: the number at an index is an integer.</summary>
    internal bool IsInteger(int index) => T.Is53 && ValueAt(index)->Tag == Tag<T>.Integer;
}

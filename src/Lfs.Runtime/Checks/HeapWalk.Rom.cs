namespace Lfs.Runtime.Core;

// What lies in flash: the firmware's tables, and an image's strings and functions. All of it refers to flash.
unsafe partial class HeapChecks<T>
{
    sealed partial class HeapWalk
    {
        const uint RomEnd = RomStart + Esp8266.MemoryMap.Irom0Bytes;
        readonly HashSet<uint> _romTables = [];

        static bool IsRomPlace(uint at) => at is >= RomStart and < RomEnd;

        void VisitRom()
        {
            foreach (uint table in _vm._firmware.Tables)
                VisitRoTable(table);
            uint strings = VisitRoStrings(_vm.Vm.RoStrtHash, _vm.Vm.RoStrtSize);
            if (strings != _vm.Vm.RoStrtUse)
                Fail($"{strings} strings are in ROM, {_vm.Vm.RoStrtUse} are counted", _vm.Vm.RoStrtHash);
            VisitRoStrings(_vm.Vm.SystemStrtHash, _vm.Vm.SystemStrtSize);
            VisitModules(_vm.Vm.RoMain);
            VisitModules(_vm.Vm.SystemMain);
        }

        bool RequireRom(uint at)
        {
            if (!IsRomPlace(at))
                Fail("a ROM object refers to RAM", at);
            return _fault == null;
        }

        void VisitRoTable(uint at)
        {
            if (!RequireRom(at) || !_romTables.Add(at))
                return;
            RoTable* table = (RoTable*)_vm.At(at);
            _owner = at;
            if (table->Type != Tag<T>.RoTable)
                Fail($"a ROTable has type {table->Type}", at);
            if (table->Metatable != 0)
                VisitRoTable(table->Metatable);
            if (!RequireRom(table->Entries))
                return;
            for (uint entry = table->Entries; *(uint*)_vm.At(entry) != 0; entry += (
                uint)Tables<T>.RoEntryBytes)
            {
                _owner = at;
                if (!RequireRom(*(uint*)_vm.At(entry)) || !VisitRoValue((T*)_vm.At(entry + 4)))
                    return;
            }
        }

        bool VisitRoValue(T* value)
        {
            if (Tag<T>.IsCollectable(value->Tag))
                RequireRom(value->Ref);
            else if (value->Tag == Tag<T>.RoTable)
                VisitRoTable(value->Ref);
            else
                VisitValue(null, value);
            return _fault == null;
        }

        // How many there are.
        uint VisitRoStrings(uint table, uint buckets)
        {
            uint count = 0;
            for (uint bucket = 0; bucket < buckets; bucket++)
            {
                uint at = ((uint*)_vm.At(table))[bucket];
                while (at != 0 && RequireRom(at))
                {
                    _owner = at;
                    TString* s = _vm.StringAt(at);
                    if (s->Type != ObjectType.String || (s->Hash & (buckets - 1)) != bucket
                        || Objects<T>.IsWhite(s->Marked))
                        Fail("a string in ROM is none, in the wrong bucket, or white", at);
                    count++;
                    at = StringTable<T>.ChainOf(s);
                }
            }
            return count;
        }

        void VisitModules(uint modules)
        {
            if (modules == 0)
                return;
            if (T.HasModuleTables)
                VisitModules53(modules);
            else
                VisitRomProto(modules);
        }

        void VisitModules53(uint modules)
        {
            if (!RequireRom(modules) || !RequireRom(((RoTable*)_vm.At(modules))->Entries))
                return;
            uint entry = ((RoTable*)_vm.At(modules))->Entries;
            for (; *(uint*)_vm.At(entry) != 0 && _fault == null; entry += (uint)Tables<T>.RoEntryBytes)
            {
                _owner = modules;
                T* value = (T*)_vm.At(entry + 4);
                if (RequireRom(*(uint*)_vm.At(entry)) && value->Tag == Tag<T>.LightUserdata)
                    VisitRomProto(value->Ref);
            }
        }

        void VisitRomProto(uint at)
        {
            _owner = at;
            if (!RequireRom(at))
                return;
            Proto<T>* f = _vm.ProtoAt(at);
            ReadOnlySpan<uint> places =
                [f->K, f->Code, f->P, f->LineInfo, f->LocVars, f->Upvalues, f->Source];
            foreach (uint place in places)
            {
                if (place != 0 && !RequireRom(place))
                    return;
            }
            for (uint i = 0; i < f->SizeK && _fault == null; i++)
            {
                T* k = _vm.Slot(f->K) + i;
                if (Tag<T>.IsCollectable(k->Tag))
                    RequireRom(k->Ref);
            }
            for (uint i = 0; i < f->SizeP && _fault == null; i++)
                VisitRomProto(((uint*)_vm.At(f->P))[i]);
        }
    }
}
